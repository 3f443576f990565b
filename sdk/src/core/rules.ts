/** Entry of the rules of redaction as a part of their own. */
import { redactAddress, redactText } from './redaction.ts'

export default [redactText, redactAddress]
