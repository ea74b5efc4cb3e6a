import type { Verbs } from "@/keeper/keeper"
import { changeService } from "@/keeper/services/manage/change-service"
import { createService } from "@/keeper/services/manage/create-service"
import { disableService, enableService, revokeService } from "@/keeper/services/manage/end-service"
import { addServiceSecret, removeServiceSecret } from "@/keeper/services/manage/secrets"
import type { ServiceOperationName } from "@/lib/contract/service-operations"

export const SERVICE_VERBS: Verbs<ServiceOperationName> = {
  createService: (keeper, memberId, input, sessionId) =>
    createService(keeper, { memberId, sessionId }, input),
  changeService: (keeper, memberId, input, sessionId) =>
    changeService(keeper, { memberId, sessionId }, input),
  addServiceSecret: (keeper, memberId, input, sessionId) =>
    addServiceSecret(keeper, { memberId, sessionId }, input),
  removeServiceSecret,
  disableService,
  enableService: (keeper, memberId, input, sessionId) =>
    enableService(keeper, { memberId, sessionId }, input),
  revokeService,
}
