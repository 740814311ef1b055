/** Who speaks a line: the seller or the buyer. */
export type Side = "seller" | "buyer";

export type Line = { readonly side: Side; readonly text: string };

/** Lines that follow one another. */
export type Exchange = readonly Line[];

function exchanges(text: string): readonly Exchange[] {
  return text
    .trim()
    .split("\n\n")
    .map((part) =>
      part.split("\n").map((line) => ({
        side: line.startsWith("S: ") ? "seller" : "buyer",
        text: line.slice(3),
      })),
    );
}

export const OPENING = exchanges(`
S: Hi {first}, can you hear me alright?
B: Yes, loud and clear. Hi {rep}. Give me a second, I'll close the other window.
S: No rush at all. How is your week going so far?
B: Busy, quarter end is always a bit of a scramble here. But fine.

S: Good morning {first}, thanks for making the time.
B: Sure. It's raining sideways here, so a call is the best place to be.
S: Same here, to be honest. Shall we begin?
B: Go ahead.
`);

export const AGENDA = exchanges(`
S: I'd suggest we spend the first half on how you host things today, then I tell you what we'd do, and we leave five minutes for next steps. Does that work for you?
B: Works for me. I have a hard stop at the end though.

S: Before I start, what would make this call worth your time?
B: If I know at the end whether it is worth a second one. And roughly what it costs.
S: That's fair, and we will get to both.
`);

export const CLOSING = exchanges(`
S: We have a few minutes left, so let me sum up. You want the comparison by service, a reference in {industry}, and clarity about restore tests. Did I miss anything?
B: No, that's it. And the price for the smaller variant as well, please.
S: I'll send that by Thursday. Who else should see it on your side?
B: Our finance director, and probably the security team. I'll forward it.
S: Would it make sense to put a date for the next call in the calendar right away?
B: Yes, next week, same time. Send me an invite.
S: Done. Thank you, {first}, this was really helpful.
B: Thanks {rep}. Talk soon, bye.
S: Bye.
`);

export const DISCOVERY = exchanges(`
S: So tell me, how is hosting set up at {company} today?
B: It's a mix. About {number} servers in two data centres, and everything that is newer sits with one of the large clouds.
S: And who runs that day to day?
B: A team of four. Two of them have been here for ten years, which is good and bad.

S: What made you answer my mail now, if I may ask?
B: Honestly? The last bill. It was {number} percent higher than the year before and nobody could explain it in one sentence.
S: When you say nobody, who was asked?
B: Finance asked me, I asked the platform team, and they pointed at the product teams.

S: How do you know today what a single product costs you?
B: We don't. There is a spreadsheet that somebody updates by hand once a quarter.
S: And what happens with it then?
B: It gets presented, everybody nods, and nothing changes.

S: What happens when something breaks at night?
B: We have a rota, and it's not popular. In {industry} you can't be down in the morning, so people get woken up.
S: How often was that in the last three months?
B: Maybe {small} times. Once it was a certificate that had run out, which was embarrassing.

S: You mentioned auditors. What do they ask you for?
B: Access lists, where the data sits, whether backups can be restored. It takes two people about two weeks each year.
S: Have you ever had a finding?
B: One, about restore tests. We said we do them, and then could not show when.

S: If nothing changes, where are you in a year?
B: We would have hired two more people and the bill would be higher still. It's not dramatic, it is just not going in the right direction.

S: What have you tried so far?
B: We bought reserved capacity, which helped a little. Then we tried one of those cost tools.
S: And?
B: It told us a hundred things we should do and none of them were done. Nobody has the time.

S: Who decides about something like this at {company}?
B: I do up to a certain amount. Above that our CFO signs, and security has a veto.
S: What does your CFO care about most?
B: Predictability. He would take a higher number if it was the same every month.

S: How does the timing look? Is there a date that matters?
B: The contract with the data centre ends in {small} months, and we have to give notice before that.
S: So that is when a decision must be there?
B: A decision, yes. The move itself could come later.

S: How many environments do you keep for testing?
B: Too many. Every team has its own, and I'd guess half of them are idle.
S: Do you switch them off over night?
B: We meant to. There was a script, and then the person who wrote it left.

S: What does growth look like for you this year?
B: We plan for about {number} percent more traffic, and the peak is getting steeper.
S: Did the last peak go well?
B: It did, but we paid for three times the capacity for six weeks, just to be safe.

S: May I ask what you pay today, roughly?
B: All in, with people? I'd have to look that up. The invoices alone are around {number} thousand a month.
S: That helps. And does that include support?
B: Support is extra, and it is not cheap.

S: How do your developers feel about it?
B: They like the freedom and they don't see the bill. I can't blame them.

S: Who else are you talking to?
B: Two others. One is cheaper than anybody, which makes me nervous, and one is our current provider.
S: What would you like to see from us that they haven't shown?
B: A customer of our size that I can call. And a plan that doesn't fit on one slide.
`);

export const DEMONSTRATION = exchanges(`
S: Let me share my screen. Can you see the overview?
B: Yes, I can see it. Is that live data?
S: It's a test account with the shape of yours: {number} services in three environments.
B: Okay.

S: This is the page that finance people like. Every line is one product, and that is what it cost this month.
B: How does it know which product a server belongs to?
S: By labels where there are any, and by traffic where there are none. You can correct it, and it remembers.
B: So we wouldn't have to label everything first?
S: No. Most customers begin with less than half of it labelled.

B: Can I see what happens when a team goes over its budget?
S: Sure. Here it turns yellow at eighty percent, and the team gets a message. Nothing gets switched off by itself unless you want that.
B: Good, because switching off would not fly here.

S: And these are the idle environments. This one was last opened forty days ago.
B: That looks familiar. What happens if I press that?
S: It asks the owner, waits for two days and then puts it to sleep. Waking it up takes about a minute.
B: A minute is fine.

B: How do restore tests work?
S: Every Sunday one backup of each service is restored to an empty machine, checked, and thrown away. Here you see the last twelve.
B: And one of them failed?
S: Yes, on purpose, so that you see how it looks. The reason is here and the ticket is there.
B: Could I give that page to an auditor as it is?
S: That is what it was made for. The export has a signature too.

S: Who would use this at {company} every day?
B: The platform team, I guess. And once a month me.
S: Then let me show you what you would see once a month. It's a single mail.
B: One mail is good. I have enough dashboards.

B: What about access? Can we use our own sign-on?
S: Yes, with the usual standards. Roles come from your groups, so nobody has to keep two lists.
B: And when somebody leaves?
S: Then the access is gone within a minute, and the page for the auditor says when it was.

B: How long does it take until we see our own numbers in there?
S: Reading access is set up in an hour. The first useful picture is there the next morning.
B: And what do you read exactly?
S: Invoices, labels and metrics. No content of any database, and I'll send you the list.

S: This is the plan for a move. Every service is one row, with a way back for each.
B: What is the red one?
S: That one has a licence that is bound to a machine. We would leave it where it is until the contract ends.
B: I think we have {small} of those.

B: What happens if you have an outage yourselves?
S: It happened once last year, for nineteen minutes. You'd have seen it here, with a number to call, and you get money back without asking.
B: Without asking is what I like to hear.

B: Is there an interface for all that? We would pull the costs into our own reports.
S: There is, with everything that you see here. Some customers only use that.
B: Good. Our data people will ask about limits.
S: There is one, of ten requests a second. I don't know anybody who reached it.

S: Let me pause here. What have you seen so far that you could use, and what not?
B: The cost page and the restore tests, definitely. The load tests I'd have to show to somebody else.
`);

export const OBJECTIONS = exchanges(`
B: What does it cost, then?
S: For what you described it's between {number} hundred and twice that a month, depending on reserve. Is that in the area that you expected?
B: It's a bit more than I had in mind.
S: What were you comparing it with?
B: With the invoices only. If I count the rota it looks different, I admit.

B: The last move we did was planned for three months and took nine. Why would it be different?
S: What held it up, do you remember?
B: Two old applications that nobody understood any more.
S: Then I'd begin with these two, as a test, at our risk. If they don't run after four weeks you pay nothing for it.

B: My team will ask what is in it for them.
S: What do they dislike most today?
B: The rota. And being asked about costs.
S: Then that is what we should show them first: nights are ours, and the cost page answers the questions.

B: Security will want to see your certificate.
S: Of course. I'll send you the report, it needs a confidentiality agreement first. Who should sign that?
B: I can do that.

B: Are we tied to you then?
S: For a year, with three months' notice after that. And the exports are in the usual formats, so leaving takes weeks and not years.
B: I'd like to have that in the contract.
S: It is in there, on page four.

B: How big are you, actually? I'd never heard of you before the mail.
S: Just over ninety people, and about four hundred customers. Seven of them are in {industry}.
B: Can I talk to one of them?
S: Yes. I'd ask one of about your size first, so that they expect your call.
`);

export const SELLER_THOUGHTS = `
What we see with teams of your size is that a third of the bill comes from things that nobody uses any more.
That is not because people are careless, it's because nobody owns the question.
One customer in {industry} began with just the test environments, and that alone paid for the first year.
We look at the bill line by line in the first week, together with whoever knows it best.
The part that takes longest is usually access rights, so we begin with those.
You keep your own pipelines, and your developers deploy in the same way as before.
We guarantee the price for a year, whatever the providers do with theirs.
For the nights there is a team that knows your setup, and it isn't a call centre.
Every change is written down with a name and a time, so there's no collecting of evidence later.
The move goes service by service, and each has a way back until you say that it's done.
Most teams tell us after three months that the nights are what they would miss most.
There is a fixed contact for you, and you can reach that person on the phone.
We do a load test six weeks ahead of the peak, with your people in the room.
Let me give you an example so that it doesn't sound so abstract.
A team of forty engineers had sixty environments, and only eleven of them were open in a normal week.
They did not have to change a line of code for that.
I would rather tell you now what doesn't fit than after you have signed.
If the numbers don't work out for you, I'll say so, and you've lost an hour.
The important thing is that finance and engineering look at the same page.
We had a case where the backups were fine, and the key to open them was on the server that was gone.
So now that is part of the test each Sunday.
In practice you'd spend two hours a week with us for the first month, and hardly anything after.
`
  .trim()
  .split("\n");

export const BUYER_THOUGHTS = `
I think that's where most of our trouble comes from.
We had the same discussion last year and then something more urgent came up.
My predecessor bought a lot of things that we still pay for.
To be fair, the team does a good job with what they have.
The numbers are there, somewhere, but they're in four different places.
And then the auditors come, and everybody drops what they were doing.
We did grow quickly, and nobody ever cleaned up behind that.
I would have to check that with our architect, he knows the details.
It's not that we can't do it ourselves, it's that we shouldn't have to.
Our CFO asks me about it every month, and every month I give a slightly different answer.
There's one application that we don't dare to touch, and it's the one that earns the money.
The product teams would have to agree, and they're rather independent here.
I've seen a few of these offers, and they all look the same until you ask about the nights.
If it's only about saving money, it won't get through; it has to make life easier as well.
We are a small team, so anything that needs a project manager is a problem.
Last winter we were down for two hours on a Monday, and people still talk about it.
I don't want another tool that sends me mails.
That would be something I could show to the board.
`
  .trim()
  .split("\n");

export const NODS: Readonly<Record<Side, readonly string[]>> = {
  seller: [
    "Right.",
    "I see.",
    "Makes sense.",
    "Okay, thanks.",
    "That's helpful to know.",
    "Mm-hm.",
    "Got it.",
  ],
  buyer: ["Right.", "Okay.", "Mm-hm.", "Yeah.", "I see.", "Interesting.", "Sure.", "That makes sense."],
};

export const SHORT_QUESTIONS: Readonly<Record<Side, readonly string[]>> = {
  seller: [
    "Could you say a bit more about that?",
    "How do you measure that today?",
    "And how long has it been like that?",
    "What would change for you if that was solved?",
    "Does that sound familiar?",
  ],
  buyer: [
    "Is that included, or extra?",
    "How long does that take?",
    "And who does that, you or us?",
    "Do you have that in writing?",
    "What if it fails?",
  ],
};
