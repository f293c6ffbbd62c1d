// Runs a Lambda function of Node.js: loads the module that _HANDLER names, takes events from the
// Runtime API, and answers them. Logs and errors have the form that AWS's runtime gives them.
// Depends on Node.js 18 or later alone.

import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';

const env = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
env.AWS_EXECUTION_ENV ??= `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`;

let requestId;
/** The resource of the answer to the current event. */
let answer;
/** Settles the current event when nothing is left to do. */
let whenIdle;
process.on('beforeExit', () => whenIdle?.());

for (const method of ['log', 'trace', 'debug', 'info', 'warn', 'error']) {
  const level = method === 'log' ? 'INFO' : method.toUpperCase();
  console[method] = (...values) => {
    const time = new Date().toISOString();
    process.stdout.write(`${time}\t${requestId}\t${level}\t${format(...values)}\n`);
  };
}

/** Sends a request to the Runtime API. */
function call(method, resource, body, headers) {
  const url = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${resource}`;
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** An error of the runtime, such as Runtime.HandlerNotFound. */
function runtimeError(type, message) {
  const error = new Error(message);
  error.name = `Runtime.${type}`;
  return error;
}

function described(error) {
  if (!types.isNativeError(error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') };
}

/** Logs an error and reports it. */
function report(what, resource, error) {
  const { trace: stack, ...text } = described(error);
  const properties = error instanceof Object ? error : {};
  console.error(`${what} \t${JSON.stringify({ ...text, ...properties, stack })}`);
  const type = String(text.errorType).replace(/[^ -~]/g, '?');
  const headers = { 'Lambda-Runtime-Function-Error-Type': type };
  return call('POST', resource, JSON.stringify({ ...text, trace: stack }), headers);
}

/** Loads the function: the part before the first dot of the last segment is the file. */
async function load(handler) {
  const { dir, base } = path.parse(handler);
  const [name, ...properties] = base.split('.');
  if (handler.includes('..') || properties.length === 0) {
    throw runtimeError('MalformedHandlerName', 'Bad handler');
  }
  const stem = path.resolve(env.LAMBDA_TASK_ROOT, dir, name);
  const file = ['.js', '.mjs', '.cjs'].map((end) => stem + end).find(fs.existsSync);
  if (file === undefined) {
    throw runtimeError('ImportModuleError', `Error: Cannot find module '${name}'`);
  }
  let module;
  try {
    module = await loadFile(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', String(error));
    if (error?.code === 'MODULE_NOT_FOUND') throw runtimeError('ImportModuleError', String(error));
    throw error;
  }
  const found = properties.reduce((value, property) => value?.[property], module);
  if (!found) throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') {
    throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  }
  return found;
}

async function loadFile(file) {
  const asModule = () => import(pathToFileURL(file));
  if (file.endsWith('.mjs')) return asModule();
  try {
    return createRequire(file)(file);
  } catch (error) {
    // A package.json says that the file is an ES module.
    if (['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(error?.code)) return asModule();
    throw error;
  }
}

/** Calls the function and waits for its result, in any of the ways that a function can give it. */
function invoke(handler, event, headers) {
  return new Promise((succeed, fail) => {
    const settle = (error, result) => (error == null ? succeed(result) : fail(error));
    // A callback's result is sent when nothing is left to do, unless the function says otherwise.
    let outcome = [null, null];
    whenIdle = () => settle(...outcome);
    const callback = (error, result) => {
      outcome = [error, result];
      if (!context.callbackWaitsForEmptyEventLoop) setImmediate(settle, error, result);
    };
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: undefined,
      identity: undefined,
      invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => deadline - Date.now(),
      done: settle,
      succeed,
      fail,
    };
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(succeed, fail);
  });
}

async function run() {
  let handler;
  try {
    handler = await load(env._HANDLER);
  } catch (error) {
    await report('Uncaught Exception', 'init/error', error);
    process.exit(1);
  }
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    requestId = headers['lambda-runtime-aws-request-id'];
    env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    answer = `invocation/${requestId}`;
    try {
      const result = await invoke(handler, JSON.parse(body), headers);
      await call('POST', `${answer}/response`, JSON.stringify(result ?? null));
    } catch (error) {
      await report('Invoke Error', `${answer}/error`, error);
    }
  }
}

/** Ends the process, as the state of the function is unknown. */
async function crash(error, status) {
  await report('Uncaught Exception', answer ? `${answer}/error` : 'init/error', error);
  process.exit(status);
}

process.on('uncaughtException', (error) => crash(error, 129));
process.on('unhandledRejection', (reason) => {
  crash(runtimeError('UnhandledPromiseRejection', String(reason)), 128);
});
run();
