import { CircleCheck, CircleX, Clock, Minus, RotateCw } from "lucide-react"
import { Badge } from "@/app/_ui/content/badge"
import type { AlertDeliveryState } from "@/lib/db/generated/enums"

/** The state of a delivery in a word. */
export function StateBadge({ state, tried }: { state: AlertDeliveryState; tried: boolean }) {
  switch (state) {
    case "delivered":
      return (
        <Badge tone="ok" icon={CircleCheck}>
          Delivered
        </Badge>
      )
    case "failed":
      return (
        <Badge tone="danger" icon={CircleX}>
          Not delivered
        </Badge>
      )
    case "cancelled":
      return <Badge icon={Minus}>Dropped</Badge>
    case "waiting":
      return tried ? (
        <Badge tone="warn" icon={RotateCw}>
          Trying again
        </Badge>
      ) : (
        <Badge tone="info" icon={Clock}>
          Sending
        </Badge>
      )
  }
}
