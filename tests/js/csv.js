/** A reader of RFC 4180 that knows nothing of what wrote the text. */

/** Return the lines of a text, each a list of its cells. */
export function lines(text) {
  const found = [[]];
  const cell = /(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^",\r\n]*))(?<end>,|\r\n)/guy;
  for (let part = cell.exec(text); part; part = cell.exec(text)) {
    const { quoted, plain, end } = part.groups;
    found.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\r\n") found.push([]);
  }
  return found.slice(0, -1);
}

/** Return the lines below the first as objects, keyed by what the first says. */
export function records(text) {
  const [names, ...rest] = lines(text);
  return rest.map((cells) => Object.fromEntries(names.map((name, place) => [name, cells[place]])));
}
