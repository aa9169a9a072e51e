import { BadOperand } from './operators.ts';

/** What `%stringToOid` and its like make of a value. @throws BadOperand */
export function convert(operator: string, value: unknown): unknown {
  const text = typeof value === 'string' ? value : String(value);
  switch (operator) {
    case 'stringToOid':
      if (/^[0-9a-fA-F]{24}$/.test(text)) return { $oid: text.toLowerCase() };
      if (new TextEncoder().encode(text).length === 12) return { $oid: hexOf(text) };
      throw new BadOperand('%stringToOid needs 24 hexadecimal digits or 12 bytes');
    case 'oidToString': {
      const oid =
        typeof value === 'object' && value !== null && '$oid' in value ? value.$oid : text;
      if (typeof oid === 'string' && /^[0-9a-fA-F]{24}$/.test(oid)) return oid.toLowerCase();
      throw new BadOperand('%oidToString needs an ObjectId');
    }
    case 'stringToUuid':
    case 'uuidToString':
      if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
      throw new BadOperand(`%${operator} needs a UUID of 36 characters`);
    default:
      throw new BadOperand(`there is no operator %${operator}`);
  }
}

const hexOf = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
