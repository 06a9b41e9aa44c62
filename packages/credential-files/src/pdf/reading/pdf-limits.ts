/** What a PDF may be at most, beside the octets of the file. A certificate of many pages has some hundreds of objects. */
export const pdfLimits = {
  /** Objects that the file lists, and values that are read of them. */
  objects: 100_000,
  values: 500_000,
  /** Arrays and dictionaries inside each other. */
  depth: 32,
  /** Octets of a string in brackets. */
  string: 65_536,
  /** Sections: a file gets one more each time that it is saved. */
  sections: 100,
  /** Octets of all streams together, after they are inflated. */
  inflated: 8_388_608,
  /** How often every octet may be looked at to read values, on average: objects may lie in each other. */
  looked: 4,
  attachments: 100,
  /** Nodes of the tree that the attachments hang in. */
  nodes: 1_000,
} as const
