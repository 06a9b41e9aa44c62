/** Two reasons that every check shares: it was not its turn, or it broke down on our side. */
export const notMade = {
  not_reached: {
    nl: 'Dit is niet bekeken, omdat een eerdere controle niet goed ging.',
    en: 'This was not looked at, because an earlier check did not pass.',
  },
  check_broke_down: {
    nl: 'Deze controle lukte niet door een fout bij ons.',
    en: 'This check could not be made because of a fault on our side.',
  },
} as const

/** What may be found out before a signature is looked at, or only then: the same words for both checks. */
export const notUnderstood = {
  suite_not_supported: {
    nl: 'Het bewijs is ondertekend op een manier die wij niet kennen of niet veilig vinden.',
    en: 'The credential is signed in a way that is not known here, or not safe enough.',
  },
  context_not_approved: {
    nl: 'Het bewijs gebruikt een woordenlijst (context) die wij niet hebben goedgekeurd.',
    en: 'The credential uses a vocabulary (context) that is not approved here.',
  },
  unknown_term: {
    nl: 'In het bewijs staan woorden waarvan nergens is vastgelegd wat ze betekenen.',
    en: 'The credential uses terms of which nothing says what they mean.',
  },
  too_costly: {
    nl: 'Het kost te veel rekenwerk om dit bewijs te controleren. Echte bewijzen zijn niet zo groot.',
    en: 'Checking this credential would take too much work. Genuine ones are not that large.',
  },
} as const
