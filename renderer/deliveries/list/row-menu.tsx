import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { joinTerm } from '../../../preload/rules/search-terms.ts';
import { navigate } from '../../navigation/route.ts';
import { Entry, MenuAt, Rule, Sub } from '../../ui/menus/menu-parts.tsx';
import { isOver } from '../delivery-words.ts';
import { goTo, usePlace } from '../search/place.ts';
import { termsOf } from '../search/terms.ts';
import { changeDeliveries, copyDeliveryCurl, copyNamed, linkOf, tryNow } from './actions.ts';
import { isDelivery, isSelecting, useDeliverySelection } from './selection.ts';

const grid = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-list-grid]');

/** What can be done with the row under the pointer, or with the selected rows it is one of. */
export function RowMenu(props: {
  delivery: DeliverySummary;
  point: { x: number; y: number };
  onOpen: () => void;
  onClose: () => void;
}) {
  const { delivery, point, onClose } = props;
  const { id, destinationId, captureId, messageId } = delivery;
  const chosen = useDeliverySelection((s) => s.chosen);
  const many = useDeliverySelection((s) => isSelecting(s) && s.chosen.size !== 1);
  const ids = many ? [...chosen].filter(isDelivery) : [id];
  return (
    <MenuAt label="Actions for deliveries" point={point} onClose={onClose} finalFocus={grid}>
      {!many && (
        <>
          <Entry label="Open" shortcut="Enter" onSelect={props.onOpen} />
          {delivery.state !== 'sending' && (
            <Entry label="Try now" onSelect={() => void tryNow(delivery)} />
          )}
        </>
      )}
      {(many || isOver(delivery)) && (
        <Entry label="Requeue" onSelect={() => void changeDeliveries(ids, 'requeue')} />
      )}
      {!many && (
        <>
          <Rule />
          <Sub label="Copy">
            <Entry label="curl for bash" onSelect={() => void copyDeliveryCurl(delivery)} />
            <Entry label="webhook-id" onSelect={() => void copyNamed('webhook-id', messageId)} />
            <Entry label="Id" onSelect={() => void copyNamed('id', id)} />
            <Entry label="Link" onSelect={() => void copyNamed('link', linkOf(id))} />
          </Sub>
          <TermMenu label="Only" sign="" delivery={delivery} />
          <TermMenu label="Not" sign="-" delivery={delivery} />
          <Rule />
          <Entry
            label="Open destination"
            onSelect={() =>
              navigate({ page: 'deliveries', part: 'destinations', id: destinationId })
            }
          />
          {captureId !== null && (
            <Entry
              label="Open capture"
              onSelect={() => navigate({ page: 'captures', id: captureId })}
            />
          )}
        </>
      )}
      {(many || !isOver(delivery)) && (
        <>
          <Rule />
          <Entry label="Cancel" danger onSelect={() => void changeDeliveries(ids, 'cancel')} />
        </>
      )}
    </MenuAt>
  );
}

function TermMenu(props: { label: string; sign: '' | '-'; delivery: DeliverySummary }) {
  const place = usePlace();
  return (
    <Sub label={props.label}>
      {termsOf(props.delivery).map(({ label, term }) => (
        <Entry
          key={term}
          label={label}
          onSelect={() => goTo({ ...place, q: joinTerm(place.q, `${props.sign}${term}`) })}
        />
      ))}
    </Sub>
  );
}
