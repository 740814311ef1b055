export type Language = "en" | "de" | "fr" | "es" | "nl" | "sv" | "pt" | "it" | "pl";

export type Country = {
  readonly language: Language;
  /** From UTC; the demo knows no summer time. */
  readonly zoneHours: number;
  readonly currency: "USD" | "EUR";
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
};

type Row = readonly [Language, number, "USD" | "EUR", string, string];

const ROWS: readonly Row[] = [
  [
    "en",
    -5,
    "USD",
    "Ashley Brandon Caroline Derek Erin Grant Heather Jamal Kelsey Marcus Nicole Owen Renee Tyler Vanessa Wesley",
    "Alvarez Bennett Carter Dawson Ellison Foster Grayson Hayes Ingram Jefferson Kessler Lawson Merritt Nguyen Prescott Sullivan",
  ],
  [
    "en",
    -8,
    "USD",
    "Amara Blake Chloe Dominic Elise Hannah Ian Jasmine Kevin Lauren Miguel Natalie Oscar Paige Ryan Simone",
    "Adeyemi Brooks Chen Delgado Erickson Fujimoto Garza Hoffman Ibarra Kim Lindgren Morales Park Ramos Tran Whitaker",
  ],
  [
    "en",
    0,
    "USD",
    "Alastair Bethany Callum Daisy Eleanor Fraser Gemma Harriet Imogen Jack Niamh Oliver Poppy Rhys Sophie Toby",
    "Ashworth Blackwood Clarke Davies Eastwood Fielding Gallagher Hargreaves Kavanagh Llewellyn MacLeod Osborne Pemberton Sharma Thornton Wright",
  ],
  [
    "de",
    1,
    "EUR",
    "Anke Björn Claudia Dieter Eva Florian Greta Holger Ines Jürgen Katrin Lukas Monika Nils Sabine Uwe",
    "Albrecht Böhm Dietrich Engel Fischer Groß Hartmann Jäger Köhler Lehmann Möller Neumann Richter Schäfer Vogel Weiß",
  ],
  [
    "fr",
    1,
    "EUR",
    "Agnès Benoît Camille Damien Élodie François Gaëlle Hugo Inès Julien Laure Mathieu Noémie Olivier Pauline Rémi",
    "Aubert Bernard Chevalier Dubois Étienne Fournier Girard Lambert Lefèvre Mercier Moreau Perrin Renard Rousseau Tessier Vidal",
  ],
  [
    "es",
    1,
    "EUR",
    "Alba Bruno Carmen Diego Elena Fernando Gloria Hugo Irene Javier Lucía Marta Nuria Pablo Raquel Sergio",
    "Blanco Castillo Domínguez Esteban Fuentes García Herrera Iglesias León Martín Navarro Ortega Peña Ramírez Serrano Vega",
  ],
  [
    "nl",
    1,
    "EUR",
    "Anouk Bram Daan Eline Femke Gijs Hanneke Jeroen Lotte Maarten Noor Pieter Roos Sander Tess Wouter",
    "Bakker Bos Dekker Dijkstra Hendriks Jansen Kuipers Meijer Mulder Peters Postma Smit Timmermans Visser Vos Willems",
  ],
  [
    "sv",
    1,
    "EUR",
    "Anders Åsa Björn Cecilia Elin Fredrik Gunilla Henrik Ida Johan Karin Lars Malin Niklas Sofia Viktor",
    "Andersson Bergström Dahl Ekman Forsberg Hedlund Jönsson Lindqvist Lundgren Nyström Öberg Sandberg Sjöberg Söderlund Wallin Åkesson",
  ],
  [
    "pt",
    -3,
    "USD",
    "Amanda Bruna Caio Débora Eduardo Fernanda Gabriel Helena Igor João Larissa Mateus Natália Rafael Thiago Vitória",
    "Almeida Barbosa Cardoso Duarte Esteves Ferreira Gonçalves Lima Machado Nogueira Oliveira Pereira Ribeiro Silveira Teixeira Vieira",
  ],
  [
    "it",
    1,
    "EUR",
    "Alessia Bruno Chiara Davide Elisa Federico Giulia Lorenzo Martina Nicolò Paola Riccardo Sara Tommaso Valentina Marco",
    "Barbieri Bianchi Colombo Conti Esposito Ferrari Galli Greco Lombardi Marino Moretti Ricci Rinaldi Romano Santoro Vitale",
  ],
  [
    "pl",
    1,
    "EUR",
    "Agnieszka Bartosz Dorota Filip Grzegorz Hanna Jakub Kamila Łukasz Magdalena Natalia Paweł Rafał Sylwia Tomasz Zofia",
    "Adamczyk Baran Dąbrowski Górski Jabłoński Kamiński Kowalczyk Lis Mazur Nowak Pawlak Sikora Wójcik Wrona Zając Zieliński",
  ],
  [
    "en",
    5.5,
    "USD",
    "Aditi Arjun Divya Farhan Gaurav Ishita Karthik Lakshmi Meera Nikhil Pooja Rahul Sanjana Tanvi Varun Vikram",
    "Agarwal Bhatt Chatterjee Desai Fernandes Gupta Iyer Joshi Kapoor Menon Nair Patel Rao Saxena Trivedi Verma",
  ],
];

export const COUNTRIES: readonly Country[] = ROWS.map(([language, zoneHours, currency, first, last]) => ({
  language,
  zoneHours,
  currency,
  firstNames: first.split(" "),
  lastNames: last.split(" "),
}));
