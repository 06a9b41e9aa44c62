import { problem } from '@eduwallet/service-shell'
import { InspectError, type InspectErrorCode } from '../../inspecting/index.ts'

type Answer = { readonly status: number; readonly code: string; readonly title: string }

/** What is told when no credential came out of what was handed in. */
const answers = {
  FILE_TOO_LARGE: { status: 413, code: 'file-too-large', title: 'The file is larger than any with a credential in it' },
  FILE_UNKNOWN: { status: 422, code: 'file-unknown', title: 'This is no kind of file that a credential is kept in' },
  FILE_NOT_UTF8: { status: 422, code: 'file-not-utf8', title: 'The text is not UTF-8' },
  FILE_DAMAGED: { status: 422, code: 'file-damaged', title: 'The file is damaged' },
  FILE_DOCTYPE: { status: 422, code: 'file-doctype', title: 'The image holds a document type, which may name other files' },
  FILE_ENCRYPTED: { status: 422, code: 'file-encrypted', title: 'The PDF opens with a password' },
  FILE_UNSUPPORTED: { status: 422, code: 'file-unsupported', title: 'This form of the file is not read here; saving it anew may help' },
  CREDENTIAL_MISSING: { status: 422, code: 'credential-missing', title: 'There is no credential in this file' },
  CREDENTIAL_TWICE: { status: 422, code: 'credential-twice', title: 'There is more than one credential in this file' },
  CREDENTIAL_COMPRESSED: { status: 422, code: 'credential-compressed', title: 'The credential is compressed, which Open Badges 3.0 does not allow' },
  CREDENTIAL_TOO_LARGE: { status: 422, code: 'credential-too-large', title: 'The credential is larger than any genuine one' },
  CREDENTIAL_MALFORMED: { status: 422, code: 'credential-malformed', title: 'What stands at the place of the credential is none' },
  OPEN_BADGES_2: { status: 422, code: 'open-badges-2', title: 'This is a badge of Open Badges 2.0, which has no signature that can be checked here' },
  LINK_REFUSED: { status: 422, code: 'link-refused', title: 'This address is not fetched: only public https addresses are' },
  LINK_UNREACHABLE: { status: 422, code: 'link-unreachable', title: 'What the link leads to could not be had' },
} as const satisfies Record<InspectErrorCode, Answer>

/** The problem that answers a refusal of the room; any other error is given back as it came. */
export function toInspectionProblem(error: unknown): unknown {
  if (!(error instanceof InspectError)) return error
  const { status, code, title } = answers[error.code]
  return problem(status, code, title)
}
