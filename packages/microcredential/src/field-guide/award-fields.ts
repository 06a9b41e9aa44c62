/** The fields around an achievement: the award, the learner, the institution, and results as they are handed in. */
import type { LocalizedText } from '../text/localized-text.ts'
import type { FieldGuides } from './field-guide.ts'

const text = (nl: string, en: string): LocalizedText => ({ nl, en })

const givenName = {
  name: text('de voornaam van de deelnemer', 'the given name of the learner'),
  meaning: text('De voornaam of voornamen.', 'The given name or names.'),
}
const resultDate = {
  name: text('de datum van het resultaat', 'the date of the result'),
  meaning: text('De dag waarop het resultaat is behaald. Die dag staat als datum op het bewijs.', 'The day on which the result was achieved. It is the date on the credential.'),
  fill: text('Vul de datum in als jjjj-mm-dd.', 'Give the date as YYYY-MM-DD.'),
  source: 'OOAPI v5 resultDate',
}

export const awardFields: FieldGuides = {
  '/achievement': {
    name: text('wat is behaald', 'what was achieved'),
    meaning: text('De microcredential of badge zelf, zonder deelnemer.', 'The microcredential or badge itself, without a learner.'),
    fill: text('Geef de gegevens van de microcredential mee.', 'Give the details of the microcredential.'),
    source: 'edubadges BadgeClass; Open Badges 3.0 Achievement; OOAPI v5 Course',
  },
  '/learner': {
    name: text('de deelnemer', 'the learner'),
    meaning: text('Wie het heeft behaald. Meer dan deze drie velden bewaren we niet.', 'Who achieved it. No more than these three fields is kept.'),
    fill: text('Geef de deelnemer mee, met voornaam, achternaam en uw eigen nummer.', 'Give the learner, with given name, family name and your own reference.'),
    source: 'OOAPI v5 Person',
  },
  '/learner/reference': {
    name: text('het nummer van de deelnemer', 'the reference of the learner'),
    meaning: text('Hoe uw instelling de deelnemer kent. Dit komt niet op het bewijs.', 'How your institution knows the learner. It is not on the credential.'),
    fill: text('Geef het nummer dat uw instelling zelf gebruikt, zoals het studentnummer. Geen burgerservicenummer.', 'Give the number your institution itself uses, such as the student number. Not a national identity number.'),
    source: 'OOAPI v5 primaryCode',
  },
  '/learner/givenName': {
    ...givenName,
    fill: text('Vul de voornaam in zoals die op het bewijs moet staan.', 'Give the given name as it must stand on the credential.'),
    source: 'OOAPI v5 givenName; EUDI given_name',
  },
  '/learner/familyName': {
    name: text('de achternaam van de deelnemer', 'the family name of the learner'),
    meaning: text('De achternaam met tussenvoegsel.', 'The family name with its prefix.'),
    fill: text('Vul de achternaam in, met tussenvoegsel.', 'Give the family name, with its prefix.'),
    source: 'OOAPI v5 surname; EUDI family_name',
  },
  '/awardedOn': {
    name: text('de datum van toekenning', 'the date of awarding'),
    meaning: text('De dag van het resultaat, in Nederland.', 'The day of the result, in the Netherlands.'),
    fill: text('Vul de datum in als jjjj-mm-dd.', 'Give the date as YYYY-MM-DD.'),
    source: 'Open Badges 3.0 awardedDate; EUDI date_of_issuance',
  },
  '/grade': {
    name: text('het cijfer', 'the grade'),
    meaning: text('Het cijfer of de beoordeling, zoals de instelling het schrijft.', 'The grade, as the institution writes it.'),
    fill: text('Vul het cijfer in als tekst, bijvoorbeeld "8" of "voldoende", of laat het weg.', 'Give the grade as text, for example "8" or "voldoende", or leave it out.'),
    source: 'OOAPI v5 score; Open Badges 3.0 result.value; EUDI assessment_grade',
  },
  '/evidence': {
    name: text('het bewijsmateriaal', 'the evidence'),
    meaning: text('Waaruit blijkt dat de deelnemer het kan, zoals een portfolio.', 'What shows that the learner can do it, such as a portfolio.'),
    fill: text('Noem ten minste één stuk of laat de lijst weg.', 'Name at least one item or leave the list out.'),
    source: 'edubadges evidence; Open Badges 3.0 evidence',
  },
  '/evidence/*/name': {
    name: text('de naam van dit bewijsmateriaal', 'the name of this evidence'),
    meaning: text('Hoe het heet.', 'What it is called.'),
    fill: text('Geef een korte naam.', 'Give a short name.'),
    source: 'Open Badges 3.0 evidence.name',
  },
  '/evidence/*/description': {
    name: text('de beschrijving van dit bewijsmateriaal', 'the description of this evidence'),
    meaning: text('Wat het is, in de taal van de deelnemer.', 'What it is, in the language of the learner.'),
    fill: text('Beschrijf het in een paar zinnen, of laat het weg.', 'Describe it in a few sentences, or leave it out.'),
    source: 'Open Badges 3.0 evidence.description',
  },
  '/evidence/*/url': {
    name: text('het webadres van dit bewijsmateriaal', 'the web address of this evidence'),
    meaning: text('Waar het te zien is.', 'Where it can be seen.'),
    fill: text('Geef een adres dat begint met https://, of laat het weg.', 'Give an address that starts with https://, or leave it out.'),
    source: 'Open Badges 3.0 evidence.id',
  },
  '/institution': {
    name: text('de instelling', 'the institution'),
    meaning: text('De instelling die het bewijs toekent.', 'The institution that awards.'),
    fill: text('Geef de naam, het land en de nummers van de instelling mee.', 'Give the name, the country and the identifiers of the institution.'),
    source: 'edubadges Institution; Open Badges 3.0 issuer',
  },
  '/name': {
    name: text('de naam van de instelling', 'the name of the institution'),
    meaning: text('Zoals de instelling zichzelf noemt.', 'What the institution calls itself.'),
    fill: text('Geef de naam in het Nederlands en in het Engels.', 'Give the name in Dutch and in English.'),
    source: 'Open Badges 3.0 issuer.name; OOAPI v5 organization name; EUDI issuing_authority',
  },
  '/country': {
    name: text('het land van de instelling', 'the country of the institution'),
    meaning: text('Landcode van ISO 3166-1.', 'Country code of ISO 3166-1.'),
    fill: text('Geef de landcode van twee hoofdletters, bijvoorbeeld "NL".', 'Give the country code of two capitals, for example "NL".'),
    source: 'Open Badges 3.0 issuer.address.addressCountryCode; EUDI issuing_country',
  },
  '/identifiers': {
    name: text('de nummers van de instelling', 'the identifiers of the institution'),
    meaning: text('Hoe registers de instelling kennen.', 'How registers know the institution.'),
    fill: text('Geef de nummers die de instelling heeft. De lijst mag leeg zijn.', 'Give the identifiers that the institution has. There may be none.'),
    source: 'Open Badges 3.0 issuer.otherIdentifier; OOAPI v5 otherCodes',
  },
  '/identifiers/brin': {
    name: text('het BRIN', 'the BRIN'),
    meaning: text('De code van de onderwijsinstelling bij DUO, eventueel met twee cijfers voor de vestiging.', 'The code of the educational institution at DUO, with two more digits for a location.'),
    fill: text('Vul het BRIN in, bijvoorbeeld "21PB".', 'Give the BRIN, for example "21PB".'),
    source: 'edubadges institution BRIN; OOAPI v5 codeType brin',
  },
  '/identifiers/schacHome': {
    name: text('het domein van de instelling', 'the domain of the institution'),
    meaning: text('De schacHomeOrganization: het domein waarmee de instelling bij SURF bekend is.', 'The schacHomeOrganization: the domain by which SURF knows the institution.'),
    fill: text('Vul het domein in, in kleine letters, bijvoorbeeld "hogeschool-voorbeeld.nl".', 'Give the domain, in small letters, for example "hogeschool-voorbeeld.nl".'),
    source: 'edubadges institution identifier; OOAPI v5 codeType schacHome',
  },
  '/identifiers/rio': {
    name: text('de RIO-code van de instelling', 'the RIO code of the institution'),
    meaning: text('De code in RIO, het register van instellingen en opleidingen.', 'The code in RIO, the register of institutions and programmes.'),
    fill: text('Neem de code over uit RIO, bijvoorbeeld "100A123".', 'Copy the code from RIO, for example "100A123".'),
    source: 'RIO',
  },
  '/identifiers/kvk': {
    name: text('het KvK-nummer', 'the Chamber of Commerce number'),
    meaning: text('Het nummer in het Handelsregister.', 'The number in the Dutch business register.'),
    fill: text('Vul de acht cijfers in.', 'Give the eight digits.'),
    source: 'OEAPI v6 codeType kvk_organisation_id',
  },
  '/identifiers/eckid': {
    name: text('het ECK iD van de instelling', 'the ECK iD of the institution'),
    meaning: text('Het webadres dat in het mbo als kenmerk van de instelling dient.', 'The web address that identifies the institution in vocational education.'),
    fill: text('Vul het adres in. Het begint met https://.', 'Give the address. It starts with https://.'),
    source: 'OOAPI v5 OKE codeType eckid',
  },
  '/reference': {
    name: text('de verwijzing naar het resultaat', 'the reference of the result'),
    meaning: text('Uw eigen nummer van dit resultaat. Hetzelfde nummer is hetzelfde resultaat.', 'Your own number of this result. The same number is the same result.'),
    fill: text('Geef elk resultaat een eigen nummer, zodat opnieuw sturen niets dubbel doet.', 'Give each result a number of its own, so that sending it again does nothing twice.'),
  },
  '/passed': {
    name: text('of de deelnemer geslaagd is', 'whether the learner passed'),
    meaning: text('Waar, onwaar of "unknown". Een cijfer alleen zegt niet of iemand geslaagd is.', 'True, false or "unknown". A grade alone does not say whether someone passed.'),
    fill: text('Stuur true of false.', 'Send true or false.'),
    source: 'OOAPI v5 pass',
  },
  '/final': {
    name: text('of het resultaat vaststaat', 'whether the result is final'),
    meaning: text('Waar als de examencommissie het heeft vastgesteld, anders onwaar of "unknown".', 'True when the exam board has established it, otherwise false or "unknown".'),
    fill: text('Stuur true als de examencommissie het resultaat heeft vastgesteld, anders false.', 'Send true when the exam board has established the result, otherwise false.'),
    source: 'OKE final',
  },
  '/state': {
    name: text('hoe ver het resultaat is', 'how far the result is'),
    meaning: text('Het woord van de bron, zoals "completed".', 'The word of the source, such as "completed".'),
    fill: text('Neem het woord over uit de bron, of laat het weg.', 'Copy the word from the source, or leave it out.'),
    source: 'OOAPI v5 state',
  },
  '/achievedOn': resultDate,
  '/result/achievedOn': resultDate,
  '/person/givenName': { ...givenName, fill: text('Vul "givenName" in.', 'Fill in "givenName".'), source: 'OOAPI v5 givenName' },
  '/person/surname': {
    name: text('de achternaam van de deelnemer', 'the family name of the learner'),
    meaning: text('De achternaam met tussenvoegsel.', 'The family name with its prefix.'),
    fill: text('Vul "surname" in.', 'Fill in "surname".'),
    source: 'OOAPI v5 surname',
  },
}
