import { BackstitchError } from '../../lib/errors.ts';
import type { TeamLanes } from './lane.ts';

const nobody = (): Promise<never> =>
  Promise.reject(new BackstitchError('TEAM_UNREACHABLE', 'This Backstitch is in no team.'));

/** For a room that is opened without a team. */
export const NO_TEAM: TeamLanes = {
  handOver: () => {},
  isOnItsWay: () => false,
  putLane: nobody,
  dropLane: nobody,
  setLaneState: nobody,
  byHand: nobody,
};
