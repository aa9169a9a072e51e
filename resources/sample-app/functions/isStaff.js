// Used by the expression of the webhook "staff".
exports = function (email) {
  return context.values.get('staff').includes(email);
};
