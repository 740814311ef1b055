// The long form of kill.test.ts, by hand: npm run test:kill
import { killUnderLoad } from "./kill.ts";

const report = await killUnderLoad({ kills: 10, afterMs: [300, 5000], log: console.log });
const { sent, acknowledged, missing, duplicated, unprocessed, stored, processedWithinMs } = report;
console.log(`
sent          ${sent}
acknowledged  ${acknowledged}
missing       ${missing}
duplicated    ${duplicated}
unprocessed   ${unprocessed}
stored        ${stored} (at least those acknowledged, at most those sent)
processed within ${(processedWithinMs / 1000).toFixed(1)} s of the last start`);

const isKept = missing === 0 && duplicated === 0 && unprocessed === 0;
const isCounted = acknowledged > 0 && stored >= acknowledged && stored <= sent;
if (!isKept || !isCounted) process.exitCode = 1;
