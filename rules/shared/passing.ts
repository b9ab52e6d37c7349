/** Names of stores whose content is made anew or is not kept: logs, caches, what is there for a while. */
export const passingName =
  /(?:^|[-_./])(?:(?:access|audit|flow)?logs?|logging|caches?|tmp|temp|temporary|scratch)(?:$|[-_./])/i;
