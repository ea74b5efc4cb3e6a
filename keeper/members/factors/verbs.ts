import type { Verbs } from "@/keeper/keeper"
import { addPasskey, startPasskey } from "@/keeper/members/factors/add-passkey"
import { askPasskey } from "@/keeper/members/factors/check-passkey"
import { addCodeApp, startCodeApp } from "@/keeper/members/factors/code-apps"
import { removeFactor, removeFactorsOf } from "@/keeper/members/factors/remove-factor"
import { makeRecoveryCodes } from "@/keeper/members/factors/renew-recovery-codes"
import { requireSecondFactor } from "@/keeper/members/factors/require-second-factor"
import {
  finishSecondStep,
  passSecondStep,
  startSecondStep,
  startStepPasskey,
} from "@/keeper/members/factors/second-step"
import { addInStep, startInStep } from "@/keeper/members/factors/set-up-in-step"
import { signInWithPasskey } from "@/keeper/members/factors/sign-in-with-passkey"
import type { FACTOR_OPERATIONS } from "@/lib/contract/factor-operations"
import type { STEP_OPERATIONS } from "@/lib/contract/step-operations"

/** Who is signed in acts by their session; who is not, by what goes in. */
export const FACTOR_VERBS: Verbs<keyof typeof FACTOR_OPERATIONS | keyof typeof STEP_OPERATIONS> = {
  startPasskey: (keeper, memberId, _input, sessionId) =>
    startPasskey(keeper, { memberId, sessionId }),
  addPasskey: (keeper, memberId, input, sessionId) =>
    addPasskey(keeper, { memberId, sessionId }, input),
  startCodeApp: (keeper, memberId, _input, sessionId) =>
    startCodeApp(keeper, { memberId, sessionId }),
  addCodeApp: (keeper, memberId, input, sessionId) =>
    addCodeApp(keeper, { memberId, sessionId }, input),
  removeFactor: (keeper, memberId, input, sessionId) =>
    removeFactor(keeper, { memberId, sessionId }, input),
  makeRecoveryCodes: (keeper, memberId, _input, sessionId) =>
    makeRecoveryCodes(keeper, { memberId, sessionId }),
  removeFactorsOf,
  requireSecondFactor,
  startPasskeySignIn: (keeper) => askPasskey(keeper),
  signInWithPasskey: (keeper, _memberId, input) => signInWithPasskey(keeper, input),
  startSecondStep: (keeper, _memberId, input) => startSecondStep(keeper, input),
  startStepPasskey: (keeper, _memberId, input) => startStepPasskey(keeper, input),
  passSecondStep: (keeper, _memberId, input) => passSecondStep(keeper, input),
  startPasskeyInStep: (keeper, _memberId, { token }) => startInStep(keeper, token, startPasskey),
  addPasskeyInStep: (keeper, _memberId, { token, ...made }) =>
    addInStep(keeper, token, (adder) => addPasskey(keeper, adder, made)),
  startCodeAppInStep: (keeper, _memberId, { token }) => startInStep(keeper, token, startCodeApp),
  addCodeAppInStep: (keeper, _memberId, { token, ...confirmed }) =>
    addInStep(keeper, token, (adder) => addCodeApp(keeper, adder, confirmed)),
  finishSecondStep: (keeper, _memberId, input) => finishSecondStep(keeper, input),
}
