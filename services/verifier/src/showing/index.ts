/**
 * Showing: who may see what became of a request, and for how long.
 *
 * Promise: an employer sees its own requests only; a page shows its verdict to the browser that began and to no
 * other; on one device only after that browser came back from the wallet; what the learner showed is gone when
 * the request's life ends. HAIP 1.0, OpenID4VP 1.0 #session_fixation, #security_considerations_direct_post.
 */
export { ShowError, type ShowErrorCode } from './errors.ts'
export { returnToPage, showPage, type ShowingPages, type ShownPage } from './show-page.ts'
export { showToEmployer, type ShowingToEmployers } from './show-to-employer.ts'
export type { ShownRequest } from './shown-request.ts'
export type { RequestOnRecord, ShowingBook } from './showing-book.ts'
export { sweep } from './sweep.ts'
