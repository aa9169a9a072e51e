// Only for staff, or for requests from the back office.
exports = function () {
  return { welcome: true };
};
