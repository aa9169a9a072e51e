/** At most so many within a minute for one name; older ones are forgotten. */
export function createMinuteLimit(most: number, now: () => number) {
  const times = new Map<string, number[]>();
  return (name: string): boolean => {
    const at = now();
    const recent = (times.get(name) ?? []).filter((time) => at - time < 60_000 && time <= at);
    const allowed = recent.length < most;
    times.set(name, allowed ? [...recent, at] : recent);
    return allowed;
  };
}
