// The price of an order's lines, in the currency of the environment.
exports = function (lines) {
  const prices = context.values.get('prices');
  let sum = 0;
  for (const line of lines) {
    if (!(line.item in prices)) throw new Error(`We do not sell "${line.item}".`);
    sum += prices[line.item] * line.count;
  }
  return Math.round(sum * 100) / 100;
};
