/**
 * Judging: every check on every credential that was presented, and the verdict.
 *
 * Promise: `confirmed` is said only when every check ran on every credential and passed; `rejected` when one
 * failed; otherwise `undetermined`, with the reason. What could not be checked is never taken as fine.
 */
export type {
  AskedQuestion,
  Check,
  CheckName,
  ExpectedBinding,
  Finding,
  Judge,
  JudgedCredential,
  KeyHint,
  KeyMethod,
  LocalizedText,
  Presentation,
  Presented,
  RecognisedIssuer,
  StatusLists,
  StatusStatement,
  TrustSource,
  Verdict,
  VerdictWord,
} from './types.ts'
export { everyCheck } from './types.ts'
export type { CheckCode } from './sentences.ts'
export { createJudge } from './judge.ts'
export { createCredentialJudge, type CredentialAsked, type CredentialJudgement, type CredentialVerdict, type JudgedProof } from './judge-credential.ts'
export { createPresentationJudge, type JudgingAnything, type PresentationAsked, type PresentationJudgement } from './judge-presentation.ts'
export type { LineOfVerdict, NotAskedCheck } from './not-asked.ts'
export type { AroundCheck, Judging } from './steps.ts'
export { knownContexts, knownInSandbox, readersOf } from './open-readers.ts'
export { reachVerdict } from './reach-verdict.ts'
