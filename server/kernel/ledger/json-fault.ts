/**
 * Why a text is no JSON, in the words the reference daemon reports. Only called for a text that `JSON.parse` refused.
 *
 * One pass over the grammar that stops at the first character that cannot continue it.
 */
export function jsonFault(text: string): string {
  const scan = new Scan(text);
  scan.value("looking for beginning of value");
  if (scan.fault === undefined) {
    scan.space();
    if (scan.peek() !== undefined) scan.fail("after top-level value");
  }
  return scan.fault ?? "invalid JSON";
}

const NUMBER_STEPS = "in numeric literal";
const MAX_DEPTH = 10_000;

class Scan {
  fault: string | undefined;
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): string | undefined {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? undefined : String.fromCodePoint(code);
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  fail(context: string): false {
    const character = this.peek();
    this.fault =
      character === undefined
        ? "unexpected end of JSON input"
        : `invalid character ${quoteCharacter(character)} ${context}`;
    return false;
  }

  value(context: string): boolean {
    this.space();
    const character = this.peek();
    if (character === "{" || character === "[") return this.#nested(character);
    if (character === '"') return this.#string();
    if (character !== undefined && /[-\d]/.test(character)) return this.#number();
    const literal = ["true", "false", "null"].find((word) => word[0] === character);
    return literal === undefined ? this.fail(context) : this.#literal(literal);
  }

  #nested(opening: string): boolean {
    if (++this.#depth > MAX_DEPTH) {
      this.fault = "exceeded max depth";
      return false;
    }
    const complete = opening === "{" ? this.#object() : this.#array();
    this.#depth--;
    return complete;
  }

  #object(): boolean {
    this.#at++;
    this.space();
    if (this.peek() === "}") return this.#step();
    for (;;) {
      this.space();
      if (this.peek() !== '"') return this.fail("looking for beginning of object key string");
      if (!this.#string()) return false;
      this.space();
      if (this.peek() !== ":") return this.fail("after object key");
      this.#at++;
      if (!this.value("looking for beginning of value")) return false;
      this.space();
      if (this.peek() === "}") return this.#step();
      if (this.peek() !== ",") return this.fail("after object key:value pair");
      this.#at++;
    }
  }

  #array(): boolean {
    this.#at++;
    this.space();
    if (this.peek() === "]") return this.#step();
    for (;;) {
      if (!this.value("looking for beginning of value")) return false;
      this.space();
      if (this.peek() === "]") return this.#step();
      if (this.peek() !== ",") return this.fail("after array element");
      this.#at++;
    }
  }

  #string(): boolean {
    this.#at++;
    for (;;) {
      const character = this.peek();
      if (character === '"') return this.#step();
      if (character === undefined || character < " ") return this.fail("in string literal");
      this.#at += character.length;
      if (character === "\\" && !this.#escape()) return false;
    }
  }

  #escape(): boolean {
    const character = this.peek();
    if (character === undefined || !'"\\/bfnrtu'.includes(character)) return this.fail("in string escape code");
    this.#at++;
    if (character !== "u") return true;
    for (let digits = 0; digits < 4; digits++, this.#at++) {
      if (!/[\da-fA-F]/.test(this.peek() ?? "")) return this.fail("in \\u hexadecimal character escape");
    }
    return true;
  }

  #number(): boolean {
    if (this.peek() === "-") this.#at++;
    if (this.peek() === "0") this.#at++;
    else if (!this.#digits(NUMBER_STEPS)) return false;
    if (this.peek() === ".") {
      this.#at++;
      if (!this.#digits("after decimal point in numeric literal")) return false;
    }
    if (!/[eE]/.test(this.peek() ?? "")) return true;
    this.#at++;
    if (/[-+]/.test(this.peek() ?? "")) this.#at++;
    return this.#digits("in exponent of numeric literal");
  }

  #digits(context: string): boolean {
    if (!/\d/.test(this.peek() ?? "")) return this.fail(context);
    while (/\d/.test(this.peek() ?? "")) this.#at++;
    return true;
  }

  #literal(word: string): boolean {
    for (const [index, expected] of [...word].entries()) {
      if (this.peek() !== expected) return this.fail(`in literal ${word} (expecting '${word[index] ?? ""}')`);
      this.#at++;
    }
    return true;
  }

  #step(): boolean {
    this.#at++;
    return true;
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return `'${character === "\\" ? "\\\\" : character}'`;
  if (code === 0x0a) return "'\\n'";
  if (code === 0x09) return "'\\t'";
  if (code === 0x0d) return "'\\r'";
  // The reference reads bytes and names the first one of a longer character by its Latin-1 letter.
  const first = Buffer.from(character)[0] ?? 0;
  return first < 0xa0 ? `'\\x${first.toString(16).padStart(2, "0")}'` : `'${String.fromCharCode(first)}'`;
}
