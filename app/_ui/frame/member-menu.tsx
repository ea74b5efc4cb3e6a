"use client"

import { ChevronDown, LogOut, Monitor, Moon, Sun } from "lucide-react"
import { useState } from "react"
import { Name } from "@/app/_ui/content/name"
import { keepCookie } from "@/app/_ui/frame/cookie"
import { parseTheme } from "@/app/_ui/frame/theme"
import { Menu, MenuChoice, MenuChoiceItem, MenuItem, MenuLine } from "@/app/_ui/overlays/menu"

/** Who is signed in, the theme, and signing out. */
export function MemberMenu({ name, email, role, signOut }: MemberMenuProps) {
  return (
    <Menu
      className="flex min-h-9 min-w-0 items-center gap-2 rounded-lg py-1 pr-1.5 pl-1 text-left hover:bg-hover"
      face={
        <>
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-xs"
          >
            {initialOf(name)}
          </span>
          <span className="grid min-w-0 leading-tight">
            <span className="max-w-40 truncate font-medium text-[0.8125rem]">
              <bdi>{name}</bdi>
            </span>
            <span className="text-muted text-xs capitalize">{role}</span>
          </span>
          <ChevronDown className="size-4 shrink-0 text-muted" />
        </>
      }
    >
      <div className="grid px-2.5 py-1.5">
        <Name className="font-medium">{name}</Name>
        <span className="break-all text-muted text-xs">{email}</span>
      </div>
      <MenuLine />
      <ThemeChoice />
      <MenuLine />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut />
        Sign out
      </MenuItem>
    </Menu>
  )
}

// Made anew each time the menu opens, so it begins with what the page has by then.
function ThemeChoice() {
  const [theme, setTheme] = useState(() => parseTheme(document.documentElement.dataset.theme))
  function choose(value: string): void {
    const next = parseTheme(value)
    setTheme(next)
    document.documentElement.dataset.theme = next
    keepCookie("tenantry-theme", next)
  }
  return (
    <MenuChoice label="Theme" value={theme} onChange={choose}>
      <MenuChoiceItem value="system" icon={<Monitor />}>
        System
      </MenuChoiceItem>
      <MenuChoiceItem value="light" icon={<Sun />}>
        Light
      </MenuChoiceItem>
      <MenuChoiceItem value="dark" icon={<Moon />}>
        Dark
      </MenuChoiceItem>
    </MenuChoice>
  )
}

function initialOf(name: string): string {
  return Array.from(name.trim())[0]?.toUpperCase() ?? "?"
}

type MemberMenuProps = {
  name: string
  email: string
  role: string
  signOut: () => Promise<void>
}
