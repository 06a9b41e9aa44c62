import { html } from '@eduwallet/service-shell'

/** A sentence of ours with the name of an institution in it, isolated: the direction of its writing stays its own. */
export function withName(text: string, name: string): string {
  return text.split('{institution}').map((ours) => html`${ours}`).join(html`<bdi>${name}</bdi>`)
}
