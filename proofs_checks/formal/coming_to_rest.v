(* One coordinate whose gradient changes slowly: its residual x - P(x - g/2M) cannot stay away from zero, as x
   would move; nor can its velocity, as x would leave the end that the residual holds it at. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences minimiser drift excursions.
Open Scope R_scope.

(* a stretch of time between 1/2 and 1 *)
Lemma stretch (gamma : nat -> R) k : (forall j, 0 < gamma j) -> is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall j, (k <= j)%nat -> gamma j <= 1 / 2) -> exists m, (k <= m)%nat /\ 1 / 2 <= sum m gamma - sum k gamma <= 1.
Proof.
  intros Hg Hinf Hs. apply is_lim_seq_spec in Hinf. destruct (Hinf (1 / 2 + sum k gamma)) as [N HN].
  destruct (least (fun m => (k <= m)%nat /\ 1 / 2 <= sum m gamma - sum k gamma)) as (m & [L Q] & Min).
  { exists (N + k)%nat. split; [lia|]. specialize (HN (N + k)%nat ltac:(lia)). lra. }
  exists m. split; [exact L|split; [exact Q|]]. destruct (Nat.eq_dec m k) as [->|Ne]; [lra|]. destruct m as [|m]; [lia|].
  cbn [sum] in *. assert (X : sum m gamma - sum k gamma < 1 / 2).
  { apply Rnot_le_lt. intros Y. apply (Min m); [lia|]. split; [lia | exact Y]. }
  specialize (Hs m ltac:(lia)). lra.
Qed.

Definition residue lo hi M x g := x - clamp lo hi (x - g / (2 * M)).
Lemma residue_mirror lo hi M x g : 0 < M -> lo <= hi -> residue (- hi) (- lo) M (- x) (- g) = - residue lo hi M x g.
Proof. intros HM H. unfold residue. replace (- x - - g / (2 * M)) with (- (x - g / (2 * M))) by (field; lra). rewrite clamp_mirror by exact H. ring. Qed.
Lemma residue_change lo hi M x g y h s : 0 < M -> lo <= hi -> Rabs (x - y) <= s -> Rabs (g - h) <= M * s ->
  Rabs (residue lo hi M x g - residue lo hi M y h) <= 5 / 2 * s.
Proof.
  intros HM H A B. unfold residue. assert (C := clamp_lipschitz lo hi (x - g / (2 * M)) (y - h / (2 * M)) H).
  set (cx := clamp lo hi (x - g / (2 * M))) in *. set (cy := clamp lo hi (y - h / (2 * M))) in *.
  assert (D : Rabs (x - g / (2 * M) - (y - h / (2 * M))) <= s + s / 2).
  { replace (x - g / (2 * M) - (y - h / (2 * M))) with ((x - y) + - ((g - h) * / (2 * M))) by (field; lra).
    assert (I : 0 < / (2 * M)) by (apply Rinv_0_lt_compat; lra).
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq (/ (2 * M))) by lra.
    assert (Rabs (g - h) * / (2 * M) <= M * s * / (2 * M)) by (apply Rmult_le_compat_r; lra).
    replace (M * s * / (2 * M)) with (s / 2) in H0 by (field; lra). lra. }
  replace (x - cx - (y - cy)) with ((x - y) + - (cx - cy)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
Qed.

Section Coordinate.
Variables (a b lo hi gb G M : R) (gamma g v x : nat -> R).
Hypothesis Ha : 0 < a.
Hypothesis Hab : a <= b.
Hypothesis Hwide : lo < hi.
Hypothesis HG : 0 < G.
Hypothesis HM : 0 < M.
Hypothesis Hg : forall k, Rabs (g k) <= G.
Hypothesis Hgam : forall k, 0 < gamma k /\ gamma k <= gb.
Hypothesis Hb : gb * b < 1.
Hypothesis Hw : 4 * (gb * G) <= hi - lo.
Hypothesis Hv : forall k, strict_velocity a b lo hi (x k) (g k) (v k).
Hypothesis Hx : forall k, x (S k) = x k + gamma k * v k.
Notation res k := (residue lo hi M (x k) (g k)).

(* a residual above 2 eta: x falls at a speed of at least 4 M eta *)
Lemma falls eta k m : 0 < eta -> (k <= m)%nat -> (forall j, (k <= j < m)%nat -> 2 * eta < res j /\ gapd lo hi (x j) < eta) ->
  x m <= x k - 4 * M * eta * (sum m gamma - sum k gamma).
Proof.
  intros He L H. induction L as [|m L IH]; [lra|]. cbn [sum]. specialize (IH ltac:(intros; apply H; lia)).
  destruct (H m ltac:(lia)) as [A B]. destruct (Hgam m) as [G0 _].
  assert (P : lo < x m /\ 4 * M * eta <= g m).
  { unfold residue in A. set (y := x m - g m / (2 * M)) in *.
    assert (E : g m = 2 * M * (x m - y)) by (unfold y; field; lra).
    assert (Q : lo <= clamp lo hi y /\ (y <= hi -> y <= clamp lo hi y) /\ (hi <= y -> clamp lo hi y = hi)).
    { unfold clamp, Rmax, Rmin. repeat destruct Rle_dec; lra. }
    destruct Q as (Q1 & Q2 & Q3). split; [lra|]. rewrite E.
    assert (2 * eta <= x m - y).
    { destruct (Rle_dec y hi) as [Y|Y]; [specialize (Q2 Y); lra|]. specialize (Q3 ltac:(lra)).
      assert (x m - hi <= gapd lo hi (x m)) by (unfold gapd; eapply Rle_trans; [apply Rmax_r | apply Rmax_r]). lra. }
    replace (4 * M * eta) with (2 * M * (2 * eta)) by ring. apply Rmult_le_compat_l; lra. }
  destruct P as [P1 P2].
  assert (V : v m <= - (4 * M * eta)).
  { destruct (Hv m) as [[I ->]|[(U & X & _ & ->)|(U & X & _ & ->)]]; [lra | | lra]. assert (Y := Rmax_l (g m) U). lra. }
  rewrite Hx. assert (gamma m * v m <= gamma m * - (4 * M * eta)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* a velocity above 2 eta while the residual is at most s and the gradient changes by less than eta in time 1 *)
Lemma slows_down eta s K e : 0 < eta -> 0 < s -> 2 * (M * s) < eta -> 4 * s < hi - lo -> s / eta + gb <= 1 ->
  (forall k, (K <= k)%nat -> Rabs (res k) <= s /\ b * gapd lo hi (x k) <= 2 * eta) ->
  (forall r j, (K <= r <= j)%nat -> sum j gamma - sum r gamma <= 1 -> Rabs (g j - g r) < eta) ->
  (K <= e)%nat -> s < eta * (sum e gamma - sum K gamma) -> v e <= 2 * eta.
Proof.
  intros He Hs HsM Hsw Hgs Res Slow Le Late. apply Rnot_lt_le. intros V.
  (* where the gradient is at most -eta, x is within s of hi *)
  assert (Near : forall k, (K <= k)%nat -> g k <= - eta -> hi - s <= x k).
  { intros k Hk Gk. destruct (Res k Hk) as [A _]. apply Rabs_le_between in A. unfold residue in A.
    set (y := x k - g k / (2 * M)) in *. assert (E : g k = 2 * M * (x k - y)) by (unfold y; field; lra).
    assert (Q : (y <= hi -> y <= clamp lo hi y) /\ (hi <= y -> clamp lo hi y = hi)) by (unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra).
    destruct Q as [Q1 Q2]. destruct (Rle_dec y hi) as [Y|Y]; [|specialize (Q2 ltac:(lra)); lra]. specialize (Q1 Y).
    exfalso. assert (2 * M * (x k - y) <= - eta) by lra. assert (2 * M * - s <= 2 * M * (x k - y)) by (apply Rmult_le_compat_l; lra). lra. }
  assert (Start : g e < - (2 * eta) /\ lo <= x e < hi).
  { destruct (Res e Le) as [_ Bg]. destruct (Hv e) as [[I E]|[(U & X & I & E)|(U & X & I & E)]].
    - lra.
    - exfalso. assert (Y := Rmax_r (g e) U). assert (0 <= a * (x e - hi)) by (apply Rmult_le_pos; lra). lra.
    - assert (D : gapd lo hi (x e) = lo - x e) by (unfold gapd, Rmax; repeat destruct Rle_dec; lra). rewrite D in Bg.
      assert (Q : g e < - (2 * eta)) by (unfold Rmax in E; destruct Rle_dec in E; lra).
      split; [exact Q|]. assert (Z := Near e Le ltac:(lra)). lra. }
  destruct Start as [Ge Ie].
  destruct (least (fun r => (K <= r <= e)%nat /\ forall k, (r <= k <= e)%nat -> lo <= x k < hi /\ g k <= - eta)) as (r & [L Q] & Min).
  { exists e. split; [lia|]. intros k Hk. replace k with e by lia. split; [exact Ie | lra]. }
  assert (Short : eta * (sum e gamma - sum r gamma) <= s).
  { assert (Up : x r + eta * (sum e gamma - sum r gamma) <= x e).
    { assert (H : forall j, (r <= j <= e)%nat -> x r + eta * (sum j gamma - sum r gamma) <= x j).
      { intros j [L1 L2]. induction L1 as [|j L1 IH]; [lra|]. specialize (IH ltac:(lia)). destruct (Q j ltac:(lia)) as [Ij Gj].
        assert (E : x (S j) = x j - gamma j * g j) by (apply (follows a b lo hi gb G gamma g v x); auto; lra).
        destruct (Hgam j) as [G0 _]. cbn [sum]. assert (gamma j * eta <= gamma j * - g j) by (apply Rmult_le_compat_l; lra). lra. }
      apply H. lia. }
    assert (Z := Near r ltac:(lia) (proj2 (Q r ltac:(lia)))). lra. }
  assert (Kr : (K < r)%nat) by (destruct (Nat.eq_dec K r) as [<-|Ne]; [lra | lia]).
  destruct r as [|r]; [lia|]. destruct (Hgam r) as [Gr0 Gr1]. destruct (Q (S r) ltac:(lia)) as [Is Gs].
  assert (T : sum e gamma - sum r gamma <= 1).
  { cbn [sum] in Short. assert (sum e gamma - (sum r gamma + gamma r) <= s / eta).
    { apply Rmult_le_reg_l with eta; [exact He|]. replace (eta * (s / eta)) with s by (field; lra). exact Short. } lra. }
  assert (Ch := Slow r e ltac:(lia) T). apply Rabs_def2 in Ch.
  assert (Gr : g r <= - eta) by lra.
  apply (Min r); [lia|]. split; [lia|]. intros k Hk. destruct (Nat.eq_dec k r) as [->|Ne]; [|apply Q; lia].
  split; [|exact Gr]. assert (Z := Near r ltac:(lia) Gr). split; [lra|]. apply Rnot_le_lt. intros C.
  destruct (step a b lo hi gb G gamma g v x Ha Hab Hg Hgam Hb Hv Hx r) as [[J E]|[(U & X & _ & U0 & U1 & U2 & E)|(U & X & _ & _ & _ & _ & E)]]; [lra | | lra].
  assert (0 < gamma r * - g r) by (apply Rmult_lt_0_compat; lra). rewrite Rmax_right in E by lra.
  destruct (Req_dec (x r) hi) as [Eq|Nq]; [specialize (U2 Eq); lra | specialize (U1 ltac:(lra)); lra].
Qed.
End Coordinate.
