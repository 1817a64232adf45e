import { createRequire } from "node:module"; import { readFileSync } from "node:fs";
const { chromium } = createRequire("/tmp/w/insights/tools/package.json")("playwright-core");
const base = "http://localhost:8590";
const { users } = JSON.parse(readFileSync("/tmp/w/insights-data/demo-users.json","utf8"));
const call = async (m,p,b,t)=>{const r=await fetch(base+p,{method:m,headers:{"content-type":"application/json",...(t&&{authorization:"Bearer "+t})},...(b&&{body:JSON.stringify(b)})});return r.json()};
const admin = users.find(u=>u.role==="admin");
const tok = (await call("POST","/api/auth/login",{email:admin.email,password:admin.password})).accessToken;
const inv = await call("POST","/api/users/invitations",{email:"manager@clinic.example",firstName:"Mara",lastName:"Quist",roles:["manager"],facilities:"all"},tok);
if (inv.token) await call("POST","/api/auth/invitations/accept",{token:inv.token,password:"nine calm herons on the weir"});
const who = { biller: users.find(u=>u.role==="biller"), analyst: users.find(u=>u.role==="analyst"), manager:{email:"manager@clinic.example",password:"nine calm herons on the weir"} };
const jobs = process.argv.slice(2).map(a=>a.split("|")); // name|who|width|scheme|path
const b = await chromium.launch({executablePath:"/usr/bin/chromium",args:["--headless=new","--no-sandbox","--disable-gpu"]});
const sessions = new Map();
for (const [name,w,width,scheme,path] of jobs){
  if(!sessions.has(w)){const c=await b.newContext({reducedMotion:"reduce"});const p=await c.newPage();p.on("pageerror",e=>console.log("ERR",e.message));p.on("console",m=>m.type()==="error"&&console.log("CON",m.text().slice(0,200)));await p.goto(base);await p.getByLabel("E-mail").fill(who[w].email);await p.getByLabel("Password",{exact:true}).fill(who[w].password);await p.getByRole("button",{name:"Sign in"}).click();await p.waitForURL(/patients|insights|billing|today/);sessions.set(w,p)}
  const p=sessions.get(w);
  await p.emulateMedia({colorScheme:scheme,reducedMotion:"reduce"});
  await p.setViewportSize({width:+width,height:900});
  await p.goto(base+(path||"/insights"));
  await p.waitForLoadState("networkidle").catch(()=>{});await p.waitForTimeout(700);
  const over=await p.evaluate(()=>[document.documentElement.scrollWidth,innerWidth]);
  await p.screenshot({path:`/tmp/w/shots/${name}.png`,fullPage:true});console.log(name,over.join("/"));
}
await b.close();
