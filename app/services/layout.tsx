import { SignedIn } from "@/app/signed-in"

export default SignedIn
