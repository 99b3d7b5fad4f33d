/** What stands beside the words of a message: a picture, and links that visitors see as buttons. */

import { ExternalLink, Image } from "lucide-react";
import { useState } from "react";

import type { ImageView, MessageItem } from "../../protocol";
import { onSiteOf, safeUrl } from "../words/links";
import { icon } from "./bits";
import { useInbox } from "./context";
import { Outward } from "./RichText";

export function Beside({ item }: { item: MessageItem }): React.ReactNode {
  const page = useInbox((state) => state.conversation?.visitor.start.url ?? "");
  const { image, links } = item;
  return (
    <>
      {image && <Picture image={image} page={page} />}
      {links.length > 0 && (
        <div className="beside">
          {links.map(({ label, url }, index) => (
            <Outward key={index} url={onSiteOf(page, url)} className="beside__link">
              <span dir="auto">{label}</span>
              <ExternalLink {...icon} size={12} />
            </Outward>
          ))}
        </div>
      )}
    </>
  );
}

/** Drawn when it is ours: others would learn who reads here, and are opened on demand. */
function Picture({ image, page }: { image: ImageView; page: string }): React.ReactNode {
  const [isShown, setShown] = useState(true);
  const url = safeUrl(onSiteOf(page, image.url));
  const isOurs = url !== "" && new URL(url, window.location.href).origin === window.location.origin;
  if (isOurs && isShown) {
    return (
      <img
        className="beside__picture"
        src={url}
        alt={image.alt}
        loading="lazy"
        onError={() => setShown(false)}
      />
    );
  }
  return (
    <Outward url={url} className="beside__link">
      <Image {...icon} size={14} />
      <span dir="auto">Picture{image.alt && `: ${image.alt}`}</span>
    </Outward>
  );
}
