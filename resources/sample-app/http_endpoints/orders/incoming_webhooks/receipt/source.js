// Runs as the user that the script names.
exports = function () {
  return { user: context.user.id, type: context.user.type };
};
