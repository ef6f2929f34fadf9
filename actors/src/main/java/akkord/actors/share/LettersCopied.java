package akkord.actors.share;

import akkord.protocol.share.DeadLetters.Copied;

/** What has become of a copy of dead letters. @param copy its number */
record LettersCopied(int copy, Copied copied) {}
