/** What each field is called in plain words (for inside a sentence), and what to do when it is missing. `*` stands for a list position. */
import type { LocalizedText } from '../text/localized-text.ts'

type FieldGuide = { name: LocalizedText; fill: LocalizedText }

const guide = (nameNl: string, nameEn: string, fillNl: string, fillEn: string): FieldGuide => ({ name: { nl: nameNl, en: nameEn }, fill: { nl: fillNl, en: fillEn } })

const fields: Readonly<Record<string, FieldGuide>> = {
  '/kind': guide('het soort edubadge', 'the kind of edubadge', 'Kies: microcredential, regular, extra_curricular, course of programme.', 'Choose: microcredential, regular, extra_curricular, course or programme.'),
  '/sector': guide('de sector', 'the sector', 'Kies: mbo, hbo of wo.', 'Choose: mbo, hbo or wo.'),
  '/title': guide('de titel', 'the title', 'Geef de titel in het Nederlands en in het Engels.', 'Give the title in Dutch and in English.'),
  '/description': guide('de beschrijving', 'the description', 'Beschrijf in een paar zinnen wat de deelnemer heeft gedaan, in het Nederlands en in het Engels.', 'Describe in a few sentences what the learner did, in Dutch and in English.'),
  '/criteria': guide('de criteria', 'the criteria', 'Schrijf op wat iemand moet laten zien om dit te krijgen, in het Nederlands en in het Engels.', 'Write down what someone must show to earn this, in Dutch and in English.'),
  '/learningOutcomes': guide('de leeruitkomsten', 'the learning outcomes', 'Noem ten minste één leeruitkomst: wat kan de deelnemer nu?', 'Name at least one learning outcome: what can the learner do now?'),
  '/learningOutcomes/*/text': guide('deze leeruitkomst', 'this learning outcome', 'Schrijf de leeruitkomst in het Nederlands en in het Engels.', 'Write the learning outcome in Dutch and in English.'),
  '/workload': guide('de studielast', 'the workload', 'Geef aan hoeveel tijd het kost: in EC (hbo en wo) of in SBU (mbo).', 'Say how much time it takes: in ECTS (hbo and wo) or in study load hours, sbu (mbo).'),
  '/workload/ects': guide('de studielast in EC', 'the workload in ECTS', 'Vul het aantal EC in als tekst, bijvoorbeeld "15" of "2.5".', 'Give the number of European credits as text, for example "15" or "2.5".'),
  '/workload/sbu': guide('de studielast in SBU', 'the workload in study load hours (sbu)', 'Vul het aantal studiebelastingsuren in als tekst, bijvoorbeeld "240".', 'Give the number of study load hours as text, for example "240".'),
  '/workload/hours': guide('de studielast in uren', 'the workload in hours', 'Vul het aantal uren in als tekst, bijvoorbeeld "84".', 'Give the number of hours as text, for example "84".'),
  '/level': guide('het niveau', 'the level', 'Vul het EQF-niveau in, een getal van 1 tot en met 8.', 'Give the EQF level, a number from 1 to 8.'),
  '/level/eqf': guide('het EQF-niveau', 'the EQF level', 'Vul een getal in van 1 tot en met 8.', 'Give a number from 1 to 8.'),
  '/languages': guide('de voertaal', 'the language of instruction', 'Noem ten minste één taal, bijvoorbeeld "nl".', 'Name at least one language, for example "nl".'),
  '/assessmentTypes': guide('de toetsvorm', 'the type of assessment', 'Kies ten minste één toetsvorm, bijvoorbeeld tentamen of portfolio.', 'Choose at least one type of assessment, for example a written exam or a portfolio.'),
  '/participation': guide('de vorm van deelname', 'the form of participation', 'Kies ten minste één vorm: bijvoorbeeld online, op locatie of werkervaring.', 'Choose at least one form: for example online, on site or work experience.'),
  '/qualityAssurance': guide('de kwaliteitsborging', 'the quality assurance', 'Noem het kwaliteitskader waar de opleiding onder valt, in het Nederlands en in het Engels.', 'Name the quality framework the education falls under, in Dutch and in English.'),
  '/qualityAssurance/name': guide('de naam van de kwaliteitsborging', 'the name of the quality assurance', 'Noem het kwaliteitskader in het Nederlands en in het Engels.', 'Name the quality framework in Dutch and in English.'),
  '/programmeIdentifiers': guide('de opleidingscode', 'the programme identifier', 'Geef de code van de opleiding, bij voorkeur uit RIO.', 'Give the code of the programme, preferably from RIO.'),
  '/gradeScale': guide('de schaal van het cijfer', 'the scale of the grade', 'Geef de laagste en de hoogste waarde, bijvoorbeeld "1" en "10".', 'Give the lowest and the highest value, for example "1" and "10".'),
  '/learner': guide('de deelnemer', 'the learner', 'Geef de deelnemer mee, met voornaam, achternaam en uw eigen nummer.', 'Give the learner, with given name, family name and your own reference.'),
  '/learner/reference': guide('het nummer van de deelnemer', 'the reference of the learner', 'Geef het nummer dat uw instelling zelf gebruikt, zoals het studentnummer. Geen burgerservicenummer.', 'Give the number your institution itself uses, such as the student number. Not a national identity number.'),
  '/learner/givenName': guide('de voornaam van de deelnemer', 'the given name of the learner', 'Vul de voornaam in zoals die op het bewijs moet staan.', 'Give the given name as it must stand on the credential.'),
  '/learner/familyName': guide('de achternaam van de deelnemer', 'the family name of the learner', 'Vul de achternaam in, met tussenvoegsel.', 'Give the family name, with its prefix.'),
  '/person/givenName': guide('de voornaam van de deelnemer', 'the given name of the learner', 'Vul "givenName" in.', 'Fill in "givenName".'),
  '/person/surname': guide('de achternaam van de deelnemer', 'the family name of the learner', 'Vul "surname" in.', 'Fill in "surname".'),
  '/reference': guide('de verwijzing naar het resultaat', 'the reference of the result', 'Geef elk resultaat een eigen nummer, zodat opnieuw sturen niets dubbel doet.', 'Give each result a number of its own, so that sending it again does nothing twice.'),
  '/final': guide('of het resultaat vaststaat', 'whether the result is final', 'Stuur true als de examencommissie het resultaat heeft vastgesteld, anders false.', 'Send true when the exam board has established the result, otherwise false.'),
  '/passed': guide('of de deelnemer geslaagd is', 'whether the learner passed', 'Stuur true of false.', 'Send true or false.'),
  '/achievedOn': guide('de datum van het resultaat', 'the date of the result', 'Vul de datum in als jjjj-mm-dd.', 'Give the date as YYYY-MM-DD.'),
  '/result/achievedOn': guide('de datum van het resultaat', 'the date of the result', 'Vul de datum in als jjjj-mm-dd.', 'Give the date as YYYY-MM-DD.'),
  '/name': guide('de naam van de instelling', 'the name of the institution', 'Geef de naam in het Nederlands en in het Engels.', 'Give the name in Dutch and in English.'),
  '/country': guide('het land van de instelling', 'the country of the institution', 'Geef de landcode van twee hoofdletters, bijvoorbeeld "NL".', 'Give the country code of two capitals, for example "NL".'),
}

const languageNames: Readonly<Record<string, LocalizedText>> = { nl: { nl: 'het Nederlands', en: 'Dutch' }, en: { nl: 'het Engels', en: 'English' } }

/** The row for this pointer, or undefined. A language below a known field is named in words. */
export function guideFor(path: string): FieldGuide | undefined {
  const pattern = path.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  const own = Object.hasOwn(fields, pattern) ? fields[pattern] : undefined
  if (own) return own
  const [, parent, last] = /^(.+)\/(nl|en)$/.exec(pattern) ?? []
  const parentGuide = parent !== undefined && Object.hasOwn(fields, parent) ? fields[parent] : undefined
  const language = last === undefined ? undefined : languageNames[last]
  if (!parentGuide || !language) return undefined
  return guide(`${parentGuide.name.nl} in ${language.nl}`, `${parentGuide.name.en} in ${language.en}`,
    `Schrijf deze tekst ook in ${language.nl}.`, `Write this text in ${language.en} too.`)
}
