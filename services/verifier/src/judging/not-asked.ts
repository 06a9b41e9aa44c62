import type { Check, CheckName, LocalizedText } from './types.ts'

/** A check that was not asked for here, and why. It counts neither for nor against, and is shown, so that nobody takes it for granted. */
export type NotAskedCheck = { readonly name: CheckName; readonly outcome: 'not_asked'; readonly code: string; readonly sentence: LocalizedText }

/** A line of a verdict on a credential that nobody presented. */
export type LineOfVerdict = Check | NotAskedCheck

/** The checks that may be left out, each for one reason. */
export const notAsked = {
  nobody_presents: {
    name: 'holder_binding',
    outcome: 'not_asked',
    code: 'nobody_presents',
    sentence: {
      nl: 'Wij konden niet nagaan van wie dit bewijs is. Een bestand kan iedereen doorsturen. Vraag de persoon om het bewijs uit een wallet te laten zien.',
      en: 'Whose credential this is could not be checked: anyone can pass on a file. Ask the person to show it from a wallet.',
    },
  },
  registry_not_asked: {
    name: 'issuer_recognised',
    outcome: 'not_asked',
    code: 'registry_not_asked',
    sentence: {
      nl: 'Er is niet nagegaan of de uitgever erkend is. Dit is een proefomgeving.',
      en: 'Whether the issuer is recognised was not checked. This is a sandbox.',
    },
  },
  holder_not_compared: {
    name: 'holder_binding',
    outcome: 'not_asked',
    code: 'holder_not_compared',
    sentence: {
      nl: 'Er is niet nagegaan of het bewijs van de persoon is die het toont.',
      en: 'Whether the credential belongs to who presents it was not checked.',
    },
  },
} as const satisfies Record<string, NotAskedCheck>
