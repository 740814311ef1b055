import type { ListedRejection, Rejection } from "../storage/rejections.ts";

/** A rejection as a row of a list. */
export function toRejectionItem(rejection: ListedRejection) {
  return {
    rejectionOId: rejection.id,
    receivedAt: new Date(rejection.receivedAt).toISOString(),
    kind: rejection.kind,
    status: rejection.status,
    code: rejection.code,
    message: rejection.message,
    keyOId: rejection.keyId,
    keyLabel: rejection.keyLabel,
    providerName: rejection.provider,
    bodyBytes: rejection.bodyBytes,
    /** False for a body that was cut: it can be sent again with a mended one only. */
    replayable: rejection.isWhole,
    replayedAt: rejection.replayedAt === null ? null : new Date(rejection.replayedAt).toISOString(),
    eventOId: rejection.eventId,
  };
}

/** A rejection whole: with its body and all that was wrong with it. */
export function toRejectionView(rejection: Rejection) {
  return { ...toRejectionItem(rejection), errors: rejection.errors, body: rejection.body };
}
