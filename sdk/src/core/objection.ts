/**
 * The person's objection: as long as it is stored on the device, nothing is recorded and nothing is sent. It is the one
 * thing that is read under every profile, since without reading it nobody could honour it.
 */
import { store, stored } from './storage.ts'

/** Whether the person objected, as far as this page knows. */
export let objected = false

/** Looks again, since the person may have objected in another tab. Without storage the page's own memory holds. */
export function hasObjected(): boolean {
  const found = stored('objected')
  if (found !== undefined) objected = !!found
  return objected
}

/** Sets or removes the objection. */
export function setObjection(yes: boolean): void {
  objected = yes
  store('objected', yes && '1')
}
