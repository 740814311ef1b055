/** What a contact means by a first answer. */
export type Attitude = "positive" | "objection" | "notNow" | "referral";

/** How often each, in all 1. */
export const ATTITUDES: readonly (readonly [Attitude, number])[] = [
  ["positive", 0.42],
  ["objection", 0.24],
  ["notNow", 0.2],
  ["referral", 0.14],
];

export const FIRST_ANSWERS: Readonly<Record<Attitude, readonly string[]>> = {
  positive: [
    "Hi {rep},\n\ngood timing, we are going through our hosting contracts this month. Could you show me this on {day}? Thirty minutes would do.",
    "Thanks {rep}. Yes, this is a topic here. What does it cost for about {number} servers, and can you do a call on {day}?",
    "Hi {rep}, happy to have a look. I'd bring our architect along. Does {day} afternoon work for you?",
    "Interesting. Our bill went up by {number} % since last year and nobody can tell me why. When can we talk?",
    "Sure, let's talk. {day} is fine, anything after ten my time. Please send an invite.",
    "We have just started to compare providers, so yes please. Do you have customers in {industry} I could ask?",
  ],
  objection: [
    "Hi {rep},\n\nwe have a contract with one of the large clouds until next summer, with a commitment we have to burn down. How would you fit into that?",
    "Thanks, but the last move took us nine months instead of three. Why would it be any different with you?",
    "To be honest the price on your site looks high for what we run. What is included in it that we don't have today?",
    "Our security people won't take a provider without its own certificate. Do you have one, and may we see the report?",
    "We built most of this ourselves and the team is rather attached to it. What would they gain?",
  ],
  notNow: [
    "Hi {rep}, not a priority this quarter. Feel free to ask again after the summer.",
    "Thanks for the note. We are in the middle of a reorganisation, so nothing moves before January.",
    "We just renewed for twelve months. Get back to me in the spring if you like.",
    "No budget for it this year, sorry. It does look sensible though.",
    "Not now, thanks. I'm on parental leave from next week and my successor starts in two months.",
  ],
  referral: [
    "Hi {rep}, I'm the wrong person for this. {colleague} looks after hosting now, {email}.",
    "Better talk to {colleague} ({email}), who took over infrastructure from me. You may say I sent you.",
    "That would be {colleague}'s call: {email}. Copying is fine.",
  ],
};

export const REP_ANSWERS: Readonly<Record<Attitude, readonly string[]>> = {
  positive: [
    "Hi {first},\n\nGreat to hear. I've put {day} at {clock} into an invite, with a link. If you have last month's bill at hand we can go through it together.",
    "Hi {first},\n\nThanks for the quick answer. {day} at {clock} works here, the invite is on its way. Prices depend on reserve capacity more than on the number of servers; I'll bring two examples.",
  ],
  objection: [
    "Hi {first},\n\nFair question, we hear it often. Two customers in {industry} were in the same place: one kept the old contract for what was committed and moved only what grew. Shall I show you their plan? {day} at {clock} would work for me.",
    "Hi {first},\n\nI understand. We do the first service at our own risk: if it isn't live in four weeks you pay nothing for it. The report on our certificate is attached to the invite that I could send for {day} at {clock}. Would that help?",
  ],
  notNow: [
    "Hi {first},\n\nThat makes sense, thank you for being straight. I'll make a note to come back then. All the best until then!",
    "Hi {first},\n\nUnderstood. I'll get back to you when it fits better; our audit list may be useful in the meantime:\nhttps://acme-cloud.example/audit",
  ],
  referral: [
    "Hi {first},\n\nThank you, that helps a lot. I'll write to {colleague} and mention you.",
    "Hi {first},\n\nMany thanks for pointing me there. I'll take it up with {colleague}.",
  ],
};

export const AGREEMENTS = [
  "{day} works, I've accepted the invite. Our architect may join for the second half.",
  "Perfect, see you then. The bill is attached, please treat it as confidential.",
  "Fine with me. Could you make it half an hour later? Otherwise it's good.",
  "Ok, talk to you on {day}.",
];

export const PERSUADED = [
  "Alright, that answers it. {day} at {clock} is fine, thirty minutes please.",
  "Fair enough. Show me the plan on {day}, and I'd like to see the numbers of that other customer.",
];

export const UNPERSUADED = [
  "Thanks for explaining. I don't see it for us at the moment, but I'll keep your name.",
  "I talked to the team and we'll stay with what we have. Good luck!",
  "Ok. Send me something in writing and I'll pass it on, no call for now.",
];

export const THANKS = ["Thanks, appreciated.", "Will do, thank you {rep}.", "Great. Speak then."];

export const FOLLOW_UPS = [
  "Hi {first},\n\nThank you for your time today. As agreed: the comparison by service, the reference in {industry}, and a proposal by {day}. Did I forget anything?",
  "Hi {first},\n\nGood to talk. Below what I took from it:\n\n- the test environments are the largest single item\n- restore tests have to be in the contract\n- you need the proposal by {day}\n\nIs that complete?",
];

export const AFTER_CALLS = [
  "That's complete, thanks. Please add what happens when we go over the reserve.",
  "Thanks {rep}. One question from our side: who would be our contact at night?",
  "Looks right. I'll share it with finance and come back to you.",
];

export const INTRODUCTIONS = [
  "Hi {first},\n\n{colleague} told me that you look after hosting at {company}, so I'll be brief: we take over hosting for companies in {industry}, at a fixed price and with evidence for auditors.\n\nWould it be worth fifteen minutes on {day}?",
];

export const UNSUBSCRIBES = [
  "Please remove me from your list.",
  "unsubscribe",
  "I have not asked for these mails. Take me off your list, please, and confirm.",
  "Bitte nehmen Sie mich aus Ihrem Verteiler.",
  "Merci de me désinscrire de cette liste.",
];

export const SOCIAL_OPENERS = [
  "Thanks for connecting, {first}! I saw that {company} is hiring for its platform team. How do you handle hosting while you grow?",
  "Good to be connected, {first}. I've sent you a note by email about hosting in {industry}; happy to go on here if that's easier.",
  "Hi {first}, thanks for accepting. No pitch: we wrote down what auditors ask about hosting, shall I send it to you?",
];

export const SOCIAL_ANSWERS = [
  "Hi {rep}, sure, send it over.",
  "Thanks! I'm not the one who decides that, but I'll have a look.",
  "We are fine at the moment, thanks.",
  "Could you mail me the details? I read mail more often than this.",
  "Sounds good. What does it cost roughly?",
];
