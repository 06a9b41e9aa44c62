/**
 * A credential as a file that a person keeps, and back. No I/O, no clock, no network. Whatever is handed in is foreign: sizes, counts and levels are bounded,
 * and a file that says two things is refused. Nothing here says that a credential is genuine.
 */
export { FileError } from './file-error.ts'
export type { FileErrorCode } from './file-error.ts'
export { fileLimits } from './file-limits.ts'
export { takeCredentialOut } from './take-credential-out.ts'
export type { CredentialInFile } from './take-credential-out.ts'
export type { CredentialText } from './recognise-credential.ts'
export { bakePng } from './png/bake-png.ts'
export { bakeSvg } from './svg/bake-svg.ts'
export type { BadgeToDraw } from './drawing/badge-to-draw.ts'
export { drawBadgePng } from './drawing/draw-badge-png.ts'
export { drawBadgeSvg } from './drawing/draw-badge-svg.ts'
export { credentialFile } from './credential-file.ts'
export type { CertificateOptions, CertificateToDraw } from './pdf/certificate-to-draw.ts'
export { drawCertificate } from './pdf/draw-certificate.ts'
export { pictureAsPng } from './picture/picture-as-png.ts'
export { readJpegSize } from './picture/read-jpeg-size.ts'
export type { PictureSize } from './picture/read-jpeg-size.ts'
