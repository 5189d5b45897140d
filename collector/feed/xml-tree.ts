/** The tree of an XML document, in its order, with the five entities of XML itself and numbers. Pure. */
import { decodeXML } from 'entities';
import { UpstreamError } from '../../shared/errors.ts';
import { parseGuarded } from '../guarded-xml.ts';

export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** As the parser gives it: one key is the name, `:@` the attributes. */
type ParsedNode = Readonly<Record<string, unknown>>;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const PREFIX = '@';

function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}

/** What may stand before the root: blanks, comments, instructions. A document type may stand only there. */
const PROLOG = /(?:\s+|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)/y;

function rootAt(text: string): number {
  let at = 0;
  for (;;) {
    PROLOG.lastIndex = at;
    const match = PROLOG.exec(text);
    if (match === null) return at;
    at += match[0].length;
  }
}

/** @throws UpstreamError `malformed`: no word of the document stands in its message. */
export function parseXml(text: string, maxDepth: number): XmlElement {
  const root = text.slice(rootAt(text));
  if (/^<html\b/i.test(root)) throw malformed('an HTML page in place of a feed; perhaps a sign-in page');
  // A declaration is refused by its own name.
  if (!/^<[\p{L}_!]/u.test(root)) throw malformed('text that is no XML');
  const nodes = parseGuarded(root, maxDepth, {
    preserveOrder: true,
    attributeNamePrefix: PREFIX,
    textNodeName: TEXT,
    cdataPropName: CDATA,
    trimValues: false,
  });
  const [element] = elementsOf(nodes as readonly ParsedNode[]);
  if (element === undefined || typeof element === 'string') throw malformed('text that is no XML');
  return element;
}

/** No deeper than the parser let the document be. */
function elementsOf(nodes: readonly ParsedNode[]): (XmlElement | string)[] {
  return nodes.flatMap((node): (XmlElement | string)[] => {
    const text = node[TEXT];
    if (typeof text === 'string') return [decodeXML(text)];
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined) return [];
    const children = node[name] as readonly ParsedNode[];
    if (name === CDATA) {
      const literal = children[0]?.[TEXT];
      return typeof literal === 'string' ? [literal] : [];
    }
    return [{ name, attributes: attributesOf(node[ATTRIBUTES]), children: elementsOf(children) }];
  });
}

function attributesOf(given: unknown): Record<string, string> {
  const pairs = Object.entries((given ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name.slice(PREFIX.length), decodeXML(String(value))]),
  );
}

export function childrenNamed(element: XmlElement | undefined, ...names: readonly string[]): XmlElement[] {
  const found = element?.children.filter((child) => typeof child !== 'string' && names.includes(child.name));
  return (found ?? []) as XmlElement[];
}

/** The first of the names that the element has, in the order of the names. */
export function childNamed(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  for (const name of names) {
    const [found] = childrenNamed(element, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of an element that holds nothing but text; markup inside is put back as markup, for whoever takes it out again. */
export function innerText(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  return element.children
    .map((child) =>
      typeof child === 'string' ? child : `<${child.name}>${innerText(child)}</${child.name}>`,
    )
    .join('');
}
