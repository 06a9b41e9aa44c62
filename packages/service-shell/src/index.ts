/**
 * What both services share around their doors: a Fastify instance with limits and a discreet log, problem+json, health,
 * OpenAPI, languages, and one accessible page layout. It knows no room and no protocol.
 */
export { createShell, type Shell, type ShellOptions } from './create-shell.ts'
export { describeError, problem, ProblemError, sendProblem, type FieldError, type ProblemExtra } from './problem.ts'
export { answerError } from './error-answer.ts'
export { publicCors } from './public-cors.ts'
export { registerHealth } from './health.ts'
export { registerOpenApi, writeOpenApi, type OpenApiInfo } from './open-api.ts'
export { html } from 'ghtml'
export { languageOf, type Language } from './language.ts'
export { assetUrl, registerAssets } from './assets.ts'
export { page, type Page } from './page.ts'
export { qrSvg } from './qr-svg.ts'
export { stopGracefully, type StopOptions } from './stop-gracefully.ts'
