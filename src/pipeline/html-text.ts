import { decodeEntities } from "../domain/entities.ts";

const UNSEEN = "script, style, title";
const BREAKS = "br, hr";
const BLOCKS = "p, div, tr, li, ul, ol, table, h1, h2, h3, h4, h5, h6, pre, blockquote, section, article";

// A quoted line with nothing in it.
const BARE_QUOTE = /^(?:> )+\s*$/;

/**
 * The text of an HTML body as a mail client would show it, with `> ` before what stands in a blockquote, so that
 * a quoted thread can be told from the reply. Never fails: any text is HTML of a kind.
 */
export async function htmlToText(html: string): Promise<string> {
  const lines = [""];
  let quoteDepth = 0;
  let unseenDepth = 0;
  const breakLine = () => lines.push("> ".repeat(quoteDepth));
  const append = (text: string) => lines.push((lines.pop() ?? "") + text);
  const rewriter = new HTMLRewriter()
    .on(UNSEEN, {
      element(element) {
        unseenDepth++;
        element.onEndTag(() => void unseenDepth--);
      },
    })
    .on("blockquote", {
      element(element) {
        quoteDepth++;
        element.onEndTag(() => void quoteDepth--);
      },
    })
    .on(BREAKS, { element: () => void breakLine() })
    .on(BLOCKS, {
      element(element) {
        breakLine();
        element.onEndTag(() => void breakLine());
      },
    })
    .onDocument({
      text(chunk) {
        if (unseenDepth === 0) append(chunk.text.replaceAll(/[\r\n\t ]+/g, " "));
      },
    });
  try {
    await rewriter.transform(new Response(html)).arrayBuffer();
  } catch {
    // The rewriter breaks off where tags can be read in two ways, like <select><xmp>: all but the tags is text then.
    return decodeEntities(html.replaceAll(/<[^<>]*>/g, " ")).trim();
  }
  const text = lines
    .map((line) => decodeEntities(line).replaceAll("\u00a0", " ").replace(BARE_QUOTE, "").trimEnd())
    .join("\n");
  return text.replaceAll(/\n{3,}/g, "\n\n").trim();
}
