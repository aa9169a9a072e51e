import type { DeliveryId, DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { formatPlural } from '../../ui/format.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { deliveryCurl } from '../detail/delivery-curl.ts';

type Change = 'requeue' | 'cancel';
const DONE: Record<Change, string> = { requeue: 'Requeued', cancel: 'Canceled' };
const NOT: Record<Change, string> = { requeue: 'Not requeued', cancel: 'Not canceled' };
const AT_ONCE = 500;

const deliveries = (count: number): string => formatPlural(count, 'delivery', 'deliveries');

/** Requeues or cancels deliveries; those that do not allow it stay as they are, and are counted. */
export async function changeDeliveries(ids: readonly DeliveryId[], to: Change): Promise<void> {
  try {
    const changed: DeliveryId[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = await api.deliveries.change({ ids: ids.slice(at, at + AT_ONCE), to });
      changed.push(...some.changed);
    }
    const left = ids.length - changed.length;
    const why = to === 'cancel' ? 'is over already' : 'is not over yet';
    toast({
      title: changed.length === 0 ? NOT[to] : `${DONE[to]} ${deliveries(changed.length)}`,
      ...(left > 0 && {
        description: `${deliveries(left)} left as ${left === 1 ? 'it is' : 'they are'}: what ${why} stays.`,
      }),
      tone: changed.length === 0 ? 'warn' : 'good',
      ...(changed.length > 0 &&
        to === 'cancel' && {
          action: {
            label: 'Requeue',
            onSelect: () => void changeDeliveries(changed, 'requeue'),
          },
        }),
    });
    await queryClient.invalidateQueries({ queryKey: query.deliveries.key() });
  } catch (error) {
    sayNot(NOT[to])(error);
  }
}

/** Tries a delivery once, now. */
export async function tryNow({ id }: DeliverySummary): Promise<void> {
  try {
    const after = await api.deliveries.retry({ id });
    const last = after.log.at(-1);
    const isGood = after.state === 'delivered';
    toast({
      title: isGood ? 'Delivered' : 'Not delivered',
      description: last?.error ?? (last?.status == null ? undefined : `Answered ${last.status}.`),
      tone: isGood ? 'good' : 'bad',
    });
    await queryClient.invalidateQueries({ queryKey: query.deliveries.key() });
  } catch (error) {
    sayNot('Not tried')(error);
  }
}

/** Copies the last attempt of a delivery as a command. */
export async function copyDeliveryCurl({ id }: Pick<DeliverySummary, 'id'>): Promise<void> {
  try {
    const delivery = await api.deliveries.get({ id });
    const last = delivery.log.at(-1);
    if (last === undefined) {
      toast({ title: 'Not copied', description: 'Nothing was sent yet.', tone: 'warn' });
      return;
    }
    await copyText(deliveryCurl(delivery, last));
    const description = `It has the signature and time of attempt ${last.number}.`;
    toast({ title: 'Copied as curl', description, tone: 'good' });
  } catch (error) {
    sayNot('Not copied')(error);
  }
}

/** Copies a text and says so by its name. */
export async function copyNamed(name: string, text: string): Promise<void> {
  try {
    await copyText(text);
    toast({ title: `Copied ${name}`, tone: 'good' });
  } catch (error) {
    sayNot('Not copied')(error);
  }
}

/** The address of a delivery, as a link. */
export const linkOf = (id: string): string =>
  `${window.location.href.split('#', 1)[0]}${formatRoute({ page: 'deliveries', part: 'queue', id })}`;
