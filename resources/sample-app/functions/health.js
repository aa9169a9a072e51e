exports = () => ({ ok: true, app: context.app.name });
