/**
 * An award as files: a picture with the badge in it, a certificate, the credential itself, a European Digital Credential. For the institution to hand over, and for
 * the learner to download. The name of the learner is on the certificate and in the European credential; a badge has it hashed.
 */
export { fileFormNames, fileForms, isFileForm, type FileForm } from './file-forms.ts'
export { makeAwardFile, type AwardFile, type AwardFileNeeds, type AwardFileRequest } from './make-award-file.ts'
export { takeTurns, type DrawingTurn } from './take-turns.ts'
export { drawBadgePng as drawAchievement } from '@eduwallet/credential-files'
