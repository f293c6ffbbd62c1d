// The same front desk as a CommonJS module, with a callback.

const desk = import('./index.mjs');

/** Answers an event of the audio service. */
exports.handler = (event, context, callback) => {
  desk
    .then(({ handler }) => handler(event, context))
    .then((reply) => callback(null, reply), callback);
};
