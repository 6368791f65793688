// Checks Kubernetes objects, a JSON list on the standard input, against the official schemas that the npm package
// kubernetes-models was compiled from. Prints the mistakes as a JSON list of texts.
'use strict';
const fs = require('fs');

const packages = {'monitoring.coreos.com': '@kubernetes-models/prometheus-operator'};

// The schemas let unknown fields pass. A validator reads the fields that its schema knows, and all of a map: what it
// never read is a mistake in a name.
function watch(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  const fields = new Map();
  const children = new Map();
  for (const key of Object.keys(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    fields.set(key, at);
    children.set(key, watch(value[key], at, unread));
    unread.add(at);
  }
  return new Proxy(value, {
    get(target, key) {
      if (!children.has(key)) return target[key];
      unread.delete(fields.get(key));
      return children.get(key);
    },
  });
}

const mistakes = [];
for (const object of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const name = `${object.kind} ${object.metadata.name}`;
  const [group] = object.apiVersion.split('/');
  let Model;
  try {
    Model = require(`${packages[group] ?? 'kubernetes-models'}/${object.apiVersion}/${object.kind}`)[object.kind];
  } catch (e) {
    mistakes.push(`${name}: there is no ${object.kind} in ${object.apiVersion}`);
    continue;
  }
  const unread = new Set();
  try {
    Model.prototype.validate.call(watch(object, name, unread));
  } catch (e) {
    mistakes.push(`${name}: ${e.message}`);
    continue;
  }
  // Below a field that nobody read, everything is unread: the topmost is enough.
  for (const at of unread) {
    const parent = at.replace(/(\.[^.[\]]*|\[\d+\])$/, '');
    if (!unread.has(parent)) mistakes.push(`${at}: the schema knows no such field`);
  }
}
process.stdout.write(JSON.stringify(mistakes));
