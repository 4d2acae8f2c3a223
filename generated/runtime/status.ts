type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type ToNumber<Text> = Text extends `${infer Value extends number}` ? Value : never;

export type Status1XX = ToNumber<`1${Digit}${Digit}`>;
export type Status2XX = ToNumber<`2${Digit}${Digit}`>;
export type Status3XX = ToNumber<`3${Digit}${Digit}`>;
export type Status4XX = ToNumber<`4${Digit}${Digit}`>;
export type Status5XX = ToNumber<`5${Digit}${Digit}`>;

/** Every status code of HTTP (RFC 9110 section 15). */
export type Status = Status1XX | Status2XX | Status3XX | Status4XX | Status5XX;
