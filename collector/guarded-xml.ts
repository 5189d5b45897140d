/** The XML parser without the dangers of XML: no document type, so no entities but the five of XML itself. Pure. */
import { XMLParser, XMLValidator, type X2jOptions } from 'fast-xml-parser';
import { UpstreamError } from '../shared/errors.ts';

/** Whatever else is asked for, this is how strange documents are read: texts stay texts, and nothing is unfolded. */
const ALWAYS: X2jOptions = {
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignorePiTags: true,
};

/**
 * @param options of the shape of what is given.
 * @throws UpstreamError `malformed`: no word of the document stands in its message.
 */
export function parseGuarded(text: string, maxDepth: number, options: X2jOptions): unknown {
  if (hasDeclaration(text)) throw malformed('a document type, which is refused: its entities could be bombs');
  if (XMLValidator.validate(text) !== true) throw notWellFormed();
  try {
    return new XMLParser({ ...options, ...ALWAYS, maxNestedTags: maxDepth }).parse(text) as unknown;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    // The parser's own words quote the document.
    throw cause.message.includes('nested')
      ? malformed(`nested deeper than ${maxDepth} levels`)
      : notWellFormed();
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

function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}

function notWellFormed(): UpstreamError {
  return malformed('text that is not well-formed XML');
}
