/** What a file may be at most. Genuine ones stay far below; what is above is refused before it costs memory or time. */
export const fileLimits = {
  /** Octets of a file of any kind. */
  octets: 10_485_760,
  /** Octets of an SVG: every character of it is looked at. */
  svgOctets: 2_097_152,
  /** Octets of a credential, alone or in a file. */
  credentialOctets: 1_048_576,
  /** Levels of objects and arrays in a credential. */
  jsonDepth: 64,
  /** Pixels along a side of a PNG. Nothing here decodes them, but whoever shows the picture must. */
  pngSide: 8192,
  pngChunks: 10_000,
  svgDepth: 100,
  svgElements: 100_000,
} as const
