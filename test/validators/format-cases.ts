/** Values for each asserted format, from the RFC that defines it. */
export interface FormatCase {
  readonly format: string;
  readonly valid: readonly (string | number)[];
  readonly invalid: readonly (string | number)[];
  /** Values on which ajv-formats 3.0 answers differently, and why ours is kept. */
  readonly ajvDiffers?: Readonly<Record<string, string>>;
}

export const FORMAT_CASES: readonly FormatCase[] = [
  {
    format: "date",
    valid: ["2024-02-29", "2026-04-28", "0000-01-01"],
    invalid: [
      "2023-02-29",
      "2026-13-01",
      "2026-00-01",
      "2026-01-32",
      "2026-1-1",
      "20260101",
      "2026-01-01Z",
      "২026-01-01",
    ],
  },
  {
    format: "date-time",
    valid: [
      "2026-04-28T12:00:00Z",
      "2026-04-28T12:00:00.123456789Z",
      "2026-04-28t12:00:00z",
      "2026-04-28T12:00:00+05:30",
      "1998-12-31T23:59:60Z",
      "1998-12-31T15:59:60.123-08:00",
      "2026-04-28T12:00:00.1-23:59",
    ],
    invalid: [
      "2026-04-28",
      "2026-04-28T12:00:00",
      "2026-04-28T24:00:00Z",
      "2026-04-28T12:60:00Z",
      "1998-12-31T22:59:60Z",
      "2026-02-30T12:00:00Z",
      "2026-04-28T12:00:00+24:00",
      "2026-04-28T12:00Z",
      "2026-04-28T12:00:00.Z",
      "2026-04-28 12:00:00Z",
      "2026-04-28T12:00:00Z ",
      "",
    ],
    ajvDiffers: {
      "2026-04-28 12:00:00Z": "RFC 3339 section 5.6 has a T; its note allows applications more, JSON Schema does not",
    },
  },
  {
    format: "time",
    valid: ["12:00:00Z", "23:59:60Z", "12:00:00.5+01:00"],
    invalid: ["12:00:00", "24:00:00Z", "12:00", "22:59:60Z"],
  },
  {
    format: "duration",
    valid: ["P1Y2M3DT4H5M6S", "P2W", "PT0S", "P1D"],
    invalid: ["P", "PT", "1D", "P1W2D", "P1S", "PT1D"],
  },
  {
    format: "uuid",
    valid: ["2eb8aa08-AA98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"],
    invalid: [
      "2eb8aa08-aa98-11ea-b4aa73b441d16380",
      "2eb8aa08aa9811eab4aa73b441d16380",
      "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
      "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380",
    ],
    ajvDiffers: { "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380": "the URN form is a `uri`" },
  },
  {
    format: "email",
    valid: [
      "joe.bloggs@example.com",
      "te~st@example.com",
      '"joe bloggs"@example.com',
      "joe@[127.0.0.1]",
      "joe@[IPv6:::1]",
      "joe@localhost",
    ],
    invalid: [
      "2962",
      ".test@example.com",
      "te..st@example.com",
      "test@",
      "@example.com",
      "a@b@c",
      "joe@[127.0.0.300]",
      "joe@-example.com",
      "joe@exa mple.com",
    ],
    ajvDiffers: {
      '"joe bloggs"@example.com': "RFC 5321 has quoted names",
      "joe@[127.0.0.1]": "and address literals",
      "joe@[IPv6:::1]": "and address literals",
      "joe@localhost": "RFC 5321 has domains of one label",
    },
  },
  {
    format: "hostname",
    valid: ["example.com", "a", "xn--4gbwdl.xn--wgbh1c", "1host", "a-b.c"],
    invalid: ["-a.com", "a-.com", "a..b", "a_b", "", "a".repeat(64), "a b"],
  },
  {
    format: "ipv4",
    valid: ["192.168.0.1", "0.0.0.0", "255.255.255.255"],
    invalid: ["256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4.", "a.b.c.d"],
  },
  {
    format: "ipv6",
    valid: ["::1", "::", "2001:db8::8a2e:370:7334", "1:2:3:4:5:6:7:8", "::ffff:192.168.0.1", "1::8", "fe80::a"],
    invalid: [
      "12345::",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1::2::3",
      ":::1",
      "::ffff:1.2.3.400",
      "1.2.3.4",
      "fe80::a%eth1",
      ":1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:8:",
    ],
  },
  {
    format: "uri",
    valid: [
      "http://example.com/a?b=c#d",
      "urn:isbn:123",
      "mailto:a@b.c",
      "http://[::1]:80/",
      "http://u:p@h/",
      "http://h/%20",
      "file:///etc",
      "a:",
    ],
    invalid: [
      "/relative",
      "http://a b",
      "http://h/%2",
      "\\\\share",
      "http://h/{a}",
      "//host/path",
      "http://[::1",
      "1a:b",
      "http://h/a#b#c",
      "http://h:port/",
    ],
    ajvDiffers: {
      "http://h:port/": "a port is digits (section 3.2.3)",
      "a:": "an empty path is one (RFC 3986 section 3.3)",
    },
  },
  {
    format: "uri-reference",
    valid: ["/relative", "a/b?c", "#frag", "", "http://h/", "//host/p", "./a:b"],
    invalid: ["\\\\share", "a b", "#a#b", "1:b", "%zz"],
    ajvDiffers: { "1:b": "the first segment of a relative reference has no colon (RFC 3986 section 4.2)" },
  },
  { format: "regex", valid: ["^a+$", "(?<x>a)\\k<x>"], invalid: ["(", "a{2,1}", "[z-a]"] },
  { format: "json-pointer", valid: ["", "/a/b~0c~1d", "/", "/a//b"], invalid: ["a", "/a~", "/a~2", "#/a"] },
  { format: "byte", valid: ["", "aGVsbG8=", "aGVsbG8h", "YQ=="], invalid: ["aGVsbG8", "a===", "!!!!", "aG=sbG8="] },
  { format: "int32", valid: [0, 2147483647, -2147483648], invalid: [2147483648, -2147483649, 1.5] },
  {
    format: "int64",
    valid: [0, 2 ** 53 - 1, 1 - 2 ** 53],
    invalid: [1.5, 2 ** 53, 2 ** 63],
    ajvDiffers: {
      [String(2 ** 53)]: "it may have been 2 ** 53 + 1",
      [String(2 ** 63)]: "one more than a signed 64-bit number holds",
    },
  },
  { format: "made-up", valid: ["anything"], invalid: [] },
];
