/** A name for the endpoint of a path: its last part, `Orders paid` for `/shop/orders-paid`. */
export function endpointName(path: string): string {
  const last = path.split('/').findLast((part) => part !== '') ?? '';
  const words = last
    .replaceAll(/[-_.]+/g, ' ')
    .trim()
    .slice(0, 80);
  return words === '' ? path.slice(0, 80) : words.charAt(0).toUpperCase() + words.slice(1);
}
