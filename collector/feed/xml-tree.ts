/** XML without its dangers: no document type, so no entities but the five of XML itself and numbers. Pure. */
import { decodeXML } from 'entities';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { UpstreamError } from '../../shared/errors.ts';

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

/** `<!DOCTYPE`, `<!ENTITY` and their like, anywhere but in comments and literal texts. */
function hasDeclaration(text: string): boolean {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    if (end === undefined) return true;
    at = text.indexOf(end, at);
    // Never closed: the validator says so.
    if (at < 0) return false;
  }
  return false;
}

/** @throws UpstreamError `malformed`: no word of the document stands in its message. */
export function parseXml(text: string, maxDepth: number): XmlElement {
  const root = text.slice(rootAt(text));
  if (hasDeclaration(root)) throw malformed('a document type, which is refused: its entities could be bombs');
  if (/^<html\b/i.test(root)) throw malformed('an HTML page in place of a feed; perhaps a sign-in page');
  if (!/^<[\p{L}_]/u.test(root)) throw malformed('text that is no XML');
  if (XMLValidator.validate(root) !== true) throw malformed('text that is not well-formed XML');
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: PREFIX,
    textNodeName: TEXT,
    cdataPropName: CDATA,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignorePiTags: true,
    maxNestedTags: maxDepth,
  });
  const [element] = elementsOf(parsed(parser, root, maxDepth));
  if (element === undefined || typeof element === 'string') throw malformed('text that is no XML');
  return element;
}

function parsed(parser: XMLParser, text: string, maxDepth: number): readonly ParsedNode[] {
  try {
    return parser.parse(text) as readonly ParsedNode[];
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    // The parser's own words quote the document.
    throw malformed(
      cause.message.includes('nested')
        ? `nested deeper than ${maxDepth} levels`
        : 'text that is not well-formed XML',
    );
  }
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
