/**
 * What both services share around their doors: a Fastify instance with limits and a discreet log, problem+json, health,
 * OpenAPI, languages, one accessible page layout, who knocks (`authentication/`), and the settings and secrets that
 * every service starts with (`settings/`). It knows no room and no protocol of wallets.
 */
export { admitAtMost } from './admit-at-most.ts'
export { createShell, type Shell, type ShellOptions } from './create-shell.ts'
export { describeError, problem, problemBody, ProblemError, sendProblem, type FieldError, type ProblemExtra } from './problem.ts'
export { answerError } from './error-answer.ts'
export { wrongGuess } from './guessing/limit-guesses.ts'
export { publicCors } from './public-cors.ts'
export { registerHealth, type Check } from './health.ts'
export { createMetrics, serveMetrics, type GaugeValue, type Metrics, type MetricsServer } from './metrics.ts'
export { openTracing, type Collector, type Steps, type Tracing } from './tracing/tracing.ts'
export { registerOpenApi, writeOpenApi, type OpenApiInfo } from './open-api.ts'
export { html } from 'ghtml'
export { languageOf, type Language } from './language.ts'
export { assetUrl, registerAssets } from './assets.ts'
export { page, type Page } from './page.ts'
export { qrSvg } from './qr-svg.ts'
export { stopGracefully, type StopOptions } from './stop-gracefully.ts'
export { bearerToken } from './authentication/bearer-token.ts'
export { readClientCredentials } from './authentication/client-credentials.ts'
export { requireOperator } from './authentication/require-operator.ts'
export { ConfigError } from './settings/config-error.ts'
export { runCommand, type CommandLine } from './settings/run-command.ts'
export { readSettingFile } from './settings/read-setting-file.ts'
export { readStartSecrets } from './settings/read-secrets.ts'
export { nonEmptyText, readSettings, wholeNumber, type SecretSource, type ServiceSettings } from './settings/read-settings.ts'
