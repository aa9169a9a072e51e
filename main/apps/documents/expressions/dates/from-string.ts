import { typeName } from '../../values/compare.ts';
import { MongoDBError } from '../../values/mongo-error.ts';
import { isNullish, type NamedOperators } from '../operators.ts';
import { isDateMs } from './date-values.ts';
import { checkFormat } from './format.ts';
import { instantRead, NoDate, READ, readByFormat, readFreely } from './read.ts';
import { type Zone, zoneOption } from './time-zones.ts';

const CONVERSION_FAILURE = 241;

export const DATES_OF_STRINGS: NamedOperators = {
  $dateFromString(args) {
    const { dateString, format } = args;
    if (!isNullish(format)) {
      if (typeof format !== 'string') {
        throw new MongoDBError(
          `$dateFromString requires that 'format' be a string, found: ${typeName(format)}`,
          40684,
        );
      }
      checkFormat(format, READ);
    }
    const zone = zoneOption(args);
    if (isNullish(dateString)) return 'onNull' in args ? args['onNull'] : null;
    try {
      if (typeof dateString !== 'string') {
        throw new MongoDBError(
          `$dateFromString requires that 'dateString' be a string, found: ${typeName(dateString)}`,
          CONVERSION_FAILURE,
        );
      }
      if (zone === null || ('format' in args && isNullish(format))) return null;
      return dateOfText(
        dateString,
        typeof format === 'string' ? format : undefined,
        'timezone' in args ? zone : null,
      );
    } catch (error) {
      const failed = error instanceof MongoDBError && error.serverCode === CONVERSION_FAILURE;
      if (!failed || !('onError' in args)) throw error;
      return args['onError'];
    }
  },
};

/**
 * @param zone the clocks of the text are of; null for UTC, or what the text says.
 * @throws MongoDBError ConversionFailure
 */
export function dateOfText(text: string, format?: string, zone: Zone | null = null): Date {
  try {
    const read = format === undefined ? readFreely(text) : readByFormat(text, format);
    const instant = instantRead(read, zone);
    if (!isDateMs(instant)) throw new NoDate('no date is that far away');
    return new Date(instant);
  } catch (error) {
    if (!(error instanceof NoDate)) throw error;
    throw new MongoDBError(
      `Error parsing date string '${text.slice(0, 100)}'; ${error.message}`,
      CONVERSION_FAILURE,
    );
  }
}
