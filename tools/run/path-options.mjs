// Folders in arguments: npm runs scripts in the project's folder, the user named them from where he stood.

import path from 'node:path';
import { userFolder } from './project.mjs';

/** Makes the values of the named options absolute, in both spellings: `--app DIR` and `--app=DIR`. */
export function resolveFolders(args, options, from = userFolder) {
  return args.map((arg, index) => {
    if (options.includes(args[index - 1])) return path.resolve(from, arg);
    const [option, folder] = splitOnce(arg, '=');
    return folder !== undefined && options.includes(option) ? `${option}=${path.resolve(from, folder)}` : arg;
  });
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
